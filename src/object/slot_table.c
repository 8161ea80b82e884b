/* The table that links special methods and slots. */
#include "object/slot_functions.h"

#define LINE(slot, name, generic, wrap, keywords, doc)                                             \
    { #name, ID_##name, offsetof(Slots, slot), (void *)(generic), wrap, keywords, #name doc }

/* slot, name, slot function, wrapper, signature and text */
#define SLOT(slot, name, generic, wrap, doc) LINE(slot, name, generic, wrap_##wrap, false, doc)
#define HIDDEN(slot, name, generic) LINE(slot, name, generic, NULL, false, "")
#define SIGNATURE(arguments, text) "(" arguments ")\n--\n\n" text

#define UNARY(slot, name, text) SLOT(slot, name, slot_##slot, unary, SIGNATURE("$self, /", text))
#define BINARY(slot, name, swapped_name, symbol)                                                   \
    SLOT(slot, name, slot_##slot, binary_left,                                                     \
         SIGNATURE("$self, value, /", "Return self" symbol "value.")),                             \
        SLOT(slot, swapped_name, slot_##slot, binary_right,                                        \
             SIGNATURE("$self, value, /", "Return value" symbol "self."))
#define INPLACE(slot, name, symbol)                                                                \
    SLOT(slot, name, slot_##slot, binary,                                                          \
         SIGNATURE("$self, value, /", "Return self" symbol "value."))
#define COMPARE(name, kind, symbol)                                                                \
    SLOT(richcompare, name, slot_richcompare, kind,                                                \
         SIGNATURE("$self, value, /", "Return self" symbol "value."))

const SlotDef slot_table[] = {
    HIDDEN(getattro, __getattr__, slot_getattro),
    SLOT(getattro, __getattribute__, slot_getattro, binary,
         SIGNATURE("$self, name, /", "Return getattr(self, name).")),
    SLOT(setattro, __setattr__, slot_setattro, setattr,
         SIGNATURE("$self, name, value, /", "Implement setattr(self, name, value).")),
    SLOT(setattro, __delattr__, slot_setattro, delattr,
         SIGNATURE("$self, name, /", "Implement delattr(self, name).")),
    UNARY(repr, __repr__, "Return repr(self)."),
    SLOT(hash, __hash__, slot_hash, hash, SIGNATURE("$self, /", "Return hash(self).")),
    LINE(call, __call__, slot_call, wrap_call, true,
         SIGNATURE("$self, /, *args, **kwargs", "Call self as a function.")),
    UNARY(str, __str__, "Return str(self)."),
    COMPARE(__lt__, lt, "<"),
    COMPARE(__le__, le, "<="),
    COMPARE(__eq__, eq, "=="),
    COMPARE(__ne__, ne, "!="),
    COMPARE(__gt__, gt, ">"),
    COMPARE(__ge__, ge, ">="),
    SLOT(iter, __iter__, slot_iter, unary, SIGNATURE("$self, /", "Implement iter(self).")),
    SLOT(iternext, __next__, slot_iternext, next, SIGNATURE("$self, /", "Implement next(self).")),
    SLOT(descr_get, __get__, slot_descr_get, descr_get,
         SIGNATURE("$self, instance, owner=None, /",
                   "Return an attribute of instance, which is of type owner.")),
    SLOT(descr_set, __set__, slot_descr_set, descr_set,
         SIGNATURE("$self, instance, value, /", "Set an attribute of instance to value.")),
    SLOT(descr_set, __delete__, slot_descr_set, descr_delete,
         SIGNATURE("$self, instance, /", "Delete an attribute of instance.")),
    LINE(init, __init__, slot_init, wrap_init, true,
         SIGNATURE("$self, /, *args, **kwargs",
                   "Initialize self.  See help(type(self)) for accurate signature.")),
    HIDDEN(new, __new__, slot_new),
    SLOT(finalize, __del__, slot_finalize, finalize, "()"),

    BINARY(nb_add, __add__, __radd__, "+"),
    BINARY(nb_subtract, __sub__, __rsub__, "-"),
    BINARY(nb_multiply, __mul__, __rmul__, "*"),
    BINARY(nb_remainder, __mod__, __rmod__, "%"),
    SLOT(nb_divmod, __divmod__, slot_nb_divmod, binary_left,
         SIGNATURE("$self, value, /", "Return divmod(self, value).")),
    SLOT(nb_divmod, __rdivmod__, slot_nb_divmod, binary_right,
         SIGNATURE("$self, value, /", "Return divmod(value, self).")),
    SLOT(nb_power, __pow__, slot_nb_power, power,
         SIGNATURE("$self, value, mod=None, /", "Return pow(self, value, mod).")),
    SLOT(nb_power, __rpow__, slot_nb_power, power_swapped,
         SIGNATURE("$self, value, mod=None, /", "Return pow(value, self, mod).")),
    UNARY(nb_negative, __neg__, "-self"),
    UNARY(nb_positive, __pos__, "+self"),
    UNARY(nb_absolute, __abs__, "abs(self)"),
    SLOT(nb_bool, __bool__, slot_nb_bool, inquiry,
         SIGNATURE("$self, /", "True if self else False")),
    UNARY(nb_invert, __invert__, "~self"),
    BINARY(nb_lshift, __lshift__, __rlshift__, "<<"),
    BINARY(nb_rshift, __rshift__, __rrshift__, ">>"),
    BINARY(nb_and, __and__, __rand__, "&"),
    BINARY(nb_xor, __xor__, __rxor__, "^"),
    BINARY(nb_or, __or__, __ror__, "|"),
    UNARY(nb_int, __int__, "int(self)"),
    UNARY(nb_float, __float__, "float(self)"),
    INPLACE(nb_inplace_add, __iadd__, "+="),
    INPLACE(nb_inplace_subtract, __isub__, "-="),
    INPLACE(nb_inplace_multiply, __imul__, "*="),
    INPLACE(nb_inplace_remainder, __imod__, "%="),
    SLOT(nb_inplace_power, __ipow__, slot_nb_inplace_power, power,
         SIGNATURE("$self, value, mod=None, /", "Return pow(self, value, mod).")),
    INPLACE(nb_inplace_lshift, __ilshift__, "<<="),
    INPLACE(nb_inplace_rshift, __irshift__, ">>="),
    INPLACE(nb_inplace_and, __iand__, "&="),
    INPLACE(nb_inplace_xor, __ixor__, "^="),
    INPLACE(nb_inplace_or, __ior__, "|="),
    BINARY(nb_floor_divide, __floordiv__, __rfloordiv__, "//"),
    BINARY(nb_true_divide, __truediv__, __rtruediv__, "/"),
    INPLACE(nb_inplace_floor_divide, __ifloordiv__, "//="),
    INPLACE(nb_inplace_true_divide, __itruediv__, "/="),
    UNARY(nb_index, __index__,
          "Return self converted to an integer, if self is suitable for use as an index into a "
          "list."),
    BINARY(nb_matrix_multiply, __matmul__, __rmatmul__, "@"),
    INPLACE(nb_inplace_matrix_multiply, __imatmul__, "@="),

    SLOT(mp_length, __len__, slot_length, length, SIGNATURE("$self, /", "Return len(self).")),
    SLOT(mp_subscript, __getitem__, slot_mp_subscript, binary,
         SIGNATURE("$self, key, /", "Return self[key].")),
    SLOT(mp_ass_subscript, __setitem__, slot_mp_ass_subscript, set_subscript,
         SIGNATURE("$self, key, value, /", "Set self[key] to value.")),
    SLOT(mp_ass_subscript, __delitem__, slot_mp_ass_subscript, delete_subscript,
         SIGNATURE("$self, key, /", "Delete self[key].")),

    SLOT(sq_length, __len__, slot_length, length, SIGNATURE("$self, /", "Return len(self).")),
    SLOT(sq_concat, __add__, NULL, binary, SIGNATURE("$self, value, /", "Return self+value.")),
    SLOT(sq_repeat, __mul__, NULL, index_argument,
         SIGNATURE("$self, value, /", "Return self*value.")),
    SLOT(sq_repeat, __rmul__, NULL, index_argument,
         SIGNATURE("$self, value, /", "Return value*self.")),
    SLOT(sq_item, __getitem__, slot_sq_item, item, SIGNATURE("$self, key, /", "Return self[key].")),
    SLOT(sq_ass_item, __setitem__, slot_sq_ass_item, set_item,
         SIGNATURE("$self, key, value, /", "Set self[key] to value.")),
    SLOT(sq_ass_item, __delitem__, slot_sq_ass_item, delete_item,
         SIGNATURE("$self, key, /", "Delete self[key].")),
    SLOT(sq_contains, __contains__, slot_sq_contains, contains,
         SIGNATURE("$self, key, /", "Return key in self.")),
    SLOT(sq_inplace_concat, __iadd__, NULL, binary,
         SIGNATURE("$self, value, /", "Implement self+=value.")),
    SLOT(sq_inplace_repeat, __imul__, NULL, index_argument,
         SIGNATURE("$self, value, /", "Implement self*=value.")),

    SLOT(am_await, __await__, slot_am_await, unary,
         SIGNATURE("$self, /", "Return an iterator to be used in await expression.")),
    SLOT(am_aiter, __aiter__, slot_am_aiter, unary,
         SIGNATURE("$self, /", "Return an awaitable, that resolves in asynchronous iterator.")),
    SLOT(am_anext, __anext__, slot_am_anext, unary,
         SIGNATURE("$self, /", "Return a value or raise StopAsyncIteration.")),
};
const size_t slot_table_len = COUNT_OF(slot_table);
