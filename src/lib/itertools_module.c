/* The module itertools. */
#include "lib/itertools.h"
#include "lib/modules.h"

Object *module_itertools(VM *vm) {
    static const TypeSpec *const specs[] = {
        &accumulate_spec,  &combinations_spec, &combinations_with_replacement_spec,
        &compress_spec,    &count_spec,        &cycle_spec,
        &dropwhile_spec,   &filterfalse_spec,  &groupby_spec,
        &pairwise_spec,    &permutations_spec, &product_spec,
        &repeat_spec,      &starmap_spec,      &takewhile_spec,
        &zip_longest_spec,
    };
    Object *m =
        module_make(vm, "itertools", "Iterators as building blocks.", tee_methods_of_module);
    if (!m || !module_make_type(vm, m, &chain_spec, LIB_CHAIN) ||
        !module_make_type(vm, m, &islice_spec, LIB_ISLICE) ||
        !module_make_type(vm, m, &grouper_spec, LIB_GROUPER) ||
        !module_make_type(vm, m, &tee_spec, LIB_TEE) ||
        !module_make_type(vm, m, &tee_data_spec, LIB_TEE_DATA)) {
        goto fail;
    }
    for (size_t i = 0; i < COUNT_OF(specs); i++) {
        if (!module_add_type(vm, m, specs[i])) {
            goto fail;
        }
    }
    return m;

fail:
    xdecref(vm, m);
    return NULL;
}
