/* The types of the module itertools, file by file. */
#ifndef ADDER_LIB_ITERTOOLS_H
#define ADDER_LIB_ITERTOOLS_H

#include "lib/module_make.h"

/* itertools_endless.c */
extern const TypeSpec count_spec, cycle_spec, repeat_spec;
/* itertools_filter.c */
extern const TypeSpec compress_spec, dropwhile_spec, filterfalse_spec, starmap_spec, takewhile_spec;
/* itertools_chain.c */
extern const TypeSpec accumulate_spec, chain_spec, islice_spec, pairwise_spec, zip_longest_spec;
/* itertools_group.c */
extern const TypeSpec groupby_spec, grouper_spec, tee_spec, tee_data_spec;
extern const MethodDef tee_methods_of_module[]; /* tee */
/* itertools_combine.c */
extern const TypeSpec combinations_spec, combinations_with_replacement_spec, permutations_spec,
    product_spec;

#endif
