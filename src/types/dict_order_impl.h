/* Part of dict.c: what goes by the order of the pairs, and comparing. */

/* ---- order ---- */

/* The number of the first entry that is not deleted, of a dict that is not empty. */
static size_t first_entry(DictTable *t) {
    uint32_t i = first_hint(t);
    while (!table_entry(t, i)->key) {
        i++;
    }
    set_first_hint(t, i);
    return i;
}

bool dict_pop_first(VM *vm, Object *self, Object **key, Object **value) {
    Dict *d = DICT(self);
    if (!d->len) {
        return false;
    }
    take_entry(vm, d, first_entry(d->table), key, value);
    return true;
}

/* A table of its own with as many deleted entries in front as there are pairs. */
static bool make_gap(VM *vm, Dict *d) {
    DictTable *old = d->table;
    size_t gap = d->len + 1u, n = gap;
    DictTable *t = table_new(vm, d->len + gap + 1, old->hashed);
    if (!t) {
        return false;
    }
    memset(table_entry(t, 0), 0, gap * table_entry_size(t));
    for (size_t i = 0; i < old->entry_len; i++) {
        DictEntry *e = table_entry(old, i);
        if (e->key) {
            Hash hash = entry_hash(vm, old, i);
            entry_fill(t, n, e->key, e->value, hash);
            index_insert(t, hash, n++);
        }
    }
    t->entry_len = (uint32_t)n;
    set_first_hint(t, (uint32_t)gap);
    d->table = t;
    d->version = 0;
    table_free(vm, old);
    return true;
}

/* The place of entry i when only the pairs are counted. */
static size_t live_before(const DictTable *t, size_t i) {
    size_t n = 0;
    for (size_t k = 0; k < i; k++) {
        n += table_entry(t, k)->key != NULL;
    }
    return n;
}

int dict_move(VM *vm, Object *self, Object *key, bool last) {
    Dict *d = DICT(self);
    Hash hash = key_hash(vm, key);
    int64_t found = hash == -1 ? FAILED : find(vm, d, key, hash);
    if (found < 0) {
        return found == FAILED ? -1 : 0;
    }
    DictTable *t = d->table;
    size_t i = (size_t)found, to = t->entry_len;
    if (last ? i + 1 == t->entry_len : i == first_entry(t)) {
        return 1;
    }
    if (last && t->entry_len == table_entry_cap(t)) {
        i = live_before(t, i);
        if (!rebuild(vm, d, d->len < DICT_SMALL_MAX ? d->len + 1u : d->len * (size_t)2,
                     t->hashed)) {
            return -1;
        }
    } else if (!last && first_entry(t) == 0) {
        i = live_before(t, i) + d->len + 1;
        if (!make_gap(vm, d)) {
            return -1;
        }
    }
    t = d->table;
    to = last ? t->entry_len : first_entry(t) - 1;
    Object *old_key, *value;
    hash = entry_hash(vm, t, i);
    take_entry(vm, d, i, &old_key, &value);
    if (t->index_log2) {
        index_insert(t, hash, to);
    } else {
        t->tags[to] = (uint8_t)hash;
    }
    entry_fill(t, to, old_key, value, hash);
    t->entry_len += last;
    d->len++;
    if (!last) {
        set_first_hint(t, (uint32_t)to);
    }
    return 1;
}

/* ---- comparing ---- */

/* The value of b that belongs to entry i of a, where finding it runs no code; the same key at the
 * same place is the commonest case. */
static inline Object *value_of_plain(const DictTable *b, size_t i, Object *key, Hash hash) {
    const DictEntry *entries = table_entry(b, 0);
    if (i < b->entry_len && entries[i].key == key) {
        return entries[i].value;
    }
    int64_t at = find_plain(b, key, hash);
    return at < 0 ? NULL : entries[at].value;
}

static int equal_values(VM *vm, Object *key, Object *value, Object *other) {
    incref(key);
    incref(value);
    incref(other);
    int result = object_compare_bool(vm, value, other, CMP_EQ);
    decref(vm, other);
    decref(vm, key);
    decref(vm, value);
    return result;
}

int dict_equal(VM *vm, Object *a, Object *b) {
    if (DICT_LEN(a) != DICT_LEN(b)) {
        return 0;
    }
    size_t pos = 0;
    Object *key, *value, *other;
    Hash hash;
    int result = 1;
    while (result == 1 && dict_next_hashed(a, &pos, &key, &value, &hash)) {
        const DictTable *t = DICT(b)->table;
        if (LIKELY(is_plain_key(key) && t && !t->hashed)) {
            other = value_of_plain(t, pos - 1, key, hash);
        } else {
            incref(key);
            incref(value);
            other = dict_get_hashed(vm, b, key, hash);
            xincref(other);
            decref(vm, key);
            if (other) {
                result = object_compare_bool(vm, value, other, CMP_EQ);
                decref(vm, other);
            }
            decref(vm, value);
            if (other) {
                continue;
            }
        }
        if (!other) {
            return error_occurred(vm) ? -1 : 0;
        }
        if (other == value) {
            continue;
        }
        if (value->meta == INT_META && other->meta == INT_META) {
            result = INT_VALUE(value) == INT_VALUE(other);
        } else {
            result = equal_values(vm, key, value, other);
        }
    }
    return result;
}
