# Writes OUT, a header with a number that stands for the compiler's sources (FOLDER): compiled files
# made by another compiler are not read.
file(GLOB sources ${FOLDER}/src/lang/*.c ${FOLDER}/src/lang/*.h ${FOLDER}/src/lang/*.def
     ${FOLDER}/src/types/code.h)
list(SORT sources)
set(sums "")
foreach(source ${sources})
    file(SHA256 ${source} sum)
    string(APPEND sums ${sum})
endforeach()
string(SHA256 sum "${sums}")
string(SUBSTRING ${sum} 0 16 id)
file(WRITE ${OUT} "#define COMPILER_ID UINT64_C(0x${id})\n")
