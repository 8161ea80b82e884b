/* Code objects as bytes: the contents of compiled files, and what marshal makes of a code object.
 *
 * Words:
 *   image    the bytes of one code object with everything it holds.
 *   entry    one object of an image. Equal names and shared constants are one entry; an entry
 * refers to entries before it only, and the code object itself is the last. shared   an entry that
 * several others refer to and that is not shared by all the VM as names are: it is made once, so
 * that `is` finds the same object everywhere. store    what incomplete code objects of an image
 * have in common: a tuple of the image (bytes) and the shared objects (None: not made yet).
 *
 * An image: a checksum (8 bytes) of all that follows, its whole size, the number of entries and of
 * shared ones (4 each), where each entry begins (4 each), the numbers of the shared ones (4 each,
 * sorted), the entries. Numbers are little-endian, those inside entries have seven bits a byte.
 * Instructions lie there as they were compiled, never specialised, without their empty caches.
 *
 * Most functions of a module are never called: a code object is read when it is first run or asked
 * for more than its name.
 *
 * The checksum is seeded with a fingerprint of the compiler's sources: an image made by any other
 * compiler is as foreign as a damaged one. Reading checks every place and number besides.
 */
#ifndef ADDER_LANG_CODE_FILE_H
#define ADDER_LANG_CODE_FILE_H

#include "base/buffer.h"
#include "lang/code.h"

enum { CODE_MAGIC_SIZE = 4 };
/* The first bytes of a compiled file, another for each compiler. */
extern const uint8_t code_magic[CODE_MAGIC_SIZE];

/* Appends the image of a code object. false: raised. */
bool code_dump(VM *vm, Object *code, Buffer *out);

/* The size of the image that data begins with; 0: it is none, or cut short. */
size_t code_image_size(const uint8_t *data, size_t len);
/* The code object of an image (bytes), as from the file `filename` (NULL: as it was dumped). NULL
 * without an error: the image is damaged, or from another compiler. */
Object *code_load(VM *vm, Object *image, Object *filename);
/* Completes a code object and all those in it. false without an error: the image is bad. */
bool code_complete_all(VM *vm, Code *code);

#endif
