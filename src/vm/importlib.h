/* The Python half of import: importlib's own sources, loaded when a program first asks for them.
 *
 * Words:
 *   machinery   the modules _frozen_importlib and _frozen_importlib_external, made of importlib's
 *               sources; once it is installed every import goes through its _find_and_load, so
 *               that finders, loaders and hooks written in Python are asked.
 *   frozen      modules of the library that CPython holds in its executable: found before sys.path,
 *               with "<frozen NAME>" as the name of their file.
 *   early       a __spec__ or __loader__ made by C: an instance of a class that stands in for
 *               ModuleSpec or SourceFileLoader. Asking it for what it does not have installs the
 *               machinery, and it becomes an instance of the class it stood in for.
 *
 * Ownership: what the functions return is a new reference; the Interp owns the machinery.
 */
#ifndef ADDER_VM_IMPORTLIB_H
#define ADDER_VM_IMPORTLIB_H

#include "vm/interp.h"

/* An early loader of a file; an early spec. origin, search, loader: NULL for None. */
Object *importlib_loader(VM *vm, Object *name, Object *path);
Object *importlib_spec(VM *vm, Object *name, Object *loader, Object *origin, Object *search);

/* Whether imports must go through the machinery. */
bool importlib_wanted(VM *vm);
/* Loads the machinery unless it is there. */
bool importlib_install(VM *vm);
/* _find_and_load(name), with the machinery's own frames taken out of the traceback. */
Object *importlib_find_and_load(VM *vm, Object *name);
/* Takes the machinery's frames out of vm->error's traceback, as CPython does. */
void importlib_trim(VM *vm);

/* Code of a frozen module (its file in *file, if not NULL); NULL without an error: not frozen. */
Object *importlib_frozen_code(VM *vm, Object *name, Object **file);
bool importlib_is_frozen(VM *vm, Object *name);

void importlib_init(VM *vm); /* the hooks */

#endif
