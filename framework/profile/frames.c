// SPDX-License-Identifier: MIT
#include "framework/profile/frames.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdlib.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/profile/demangle.h"
#include "framework/profile/starts.h"
#include "framework/profile/units.h"

// What is asked again and again: the same address in the same file.
struct place {
    guint module; // its number; 0: none
    uint64_t address;
};

// A file that code is in.
struct module {
    guint number;        // from 1
    char *name;          // without folders
    GArray *starts;      // of its functions; NULL: not read yet
    struct units *units; // the same
};

struct frames {
    struct profile *profile;
    GHashTable *modules; // char *, the path -> struct module *
    GHashTable *places;  // struct place * -> GArray of guint
};

static guint hash_place(gconstpointer key)
{
    const struct place *place = key;
    return (guint)(place->address * UINT64_C(0x9e3779b97f4a7c15) >> 32) ^ place->module;
}

static gboolean is_same_place(gconstpointer a, gconstpointer b)
{
    const struct place *one = a;
    const struct place *two = b;
    return one->module == two->module && one->address == two->address;
}

static void array_free(void *data)
{
    g_array_unref(data);
}

static void module_free(void *data)
{
    struct module *module = data;
    g_free(module->name);
    g_clear_pointer(&module->starts, g_array_unref);
    units_free(module->units);
    g_free(module);
}

struct frames *frames_new(struct profile *profile)
{
    struct frames *frames = g_new(struct frames, 1);
    *frames = (struct frames){
        .profile = profile,
        .modules = g_hash_table_new_full(hash_text, g_str_equal, g_free, module_free),
        .places = g_hash_table_new_full(hash_place, is_same_place, g_free, array_free),
    };
    return frames;
}

void frames_free(struct frames *frames)
{
    if (frames == NULL)
        return;
    g_hash_table_unref(frames->places);
    g_hash_table_unref(frames->modules);
    g_free(frames);
}

static void add_module(struct profile *profile, const char *name, Dwfl_Module *module)
{
    const unsigned char *bits = NULL;
    GElf_Addr at = 0;
    struct profile_module *own = g_new0(struct profile_module, 1);
    GString *id = g_string_new(NULL);
    int length = dwfl_module_build_id(module, &bits, &at);
    for (int i = 0; i < length; i++)
        g_string_append_printf(id, "%02x", bits[i]);
    own->name = g_strdup(name);
    own->build_id = g_string_free(id, length <= 0);
    g_ptr_array_add(profile->modules, own);
}

static struct module *find_module(struct frames *frames, Dwfl_Module *module)
{
    const char *path = NULL;
    const char *given = dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, &path, NULL);
    path = path != NULL ? path : given;
    struct module *own = g_hash_table_lookup(frames->modules, path);
    if (own != NULL)
        return own;
    own = g_new0(struct module, 1);
    own->number = g_hash_table_size(frames->modules) + 1;
    own->name = g_path_get_basename(path);
    g_hash_table_insert(frames->modules, g_strdup(path), own);
    add_module(frames->profile, own->name, module);
    return own;
}

static const char *text_of(Dwarf_Die *die, unsigned attribute)
{
    Dwarf_Attribute found;
    return dwarf_formstring(dwarf_attr_integrate(die, attribute, &found));
}

// The linker's name says more of C++ than the source's.
static char *name_of(Dwarf_Die *die)
{
    const char *linked = text_of(die, DW_AT_linkage_name);
    const char *plain = text_of(die, DW_AT_name);
    if (linked != NULL && g_str_has_prefix(linked, "_Z"))
        return demangle(linked);
    return g_strdup(plain != NULL ? plain : linked);
}

// As an absolute path where the compiler's folder is known.
static char *whole_path(Dwarf_Die *unit, const char *path)
{
    const char *folder = unit != NULL ? text_of(unit, DW_AT_comp_dir) : NULL;
    if (path == NULL || g_path_is_absolute(path))
        return g_strdup(path);
    // Distributions build in a folder that they call `.`.
    return folder != NULL && g_path_is_absolute(folder) ? g_canonicalize_filename(path, folder)
                                                        : g_strdup(path);
}

struct looking {
    struct profile *profile;
    struct module *module;
    Dwfl_Module *dwfl;
    Dwarf_Die *unit; // NULL: there is no debug information
    GArray *out;
};

static void add_frame(const struct looking *at, const struct profile_function *function,
                      unsigned line, bool is_inlined)
{
    const struct profile_frame frame = {profile_function(at->profile, function), line, is_inlined};
    guint index = profile_frame(at->profile, &frame);
    g_array_append_val(at->out, index);
}

// Of a function in the debug information; `symbol` is what the linker calls the code, or NULL.
static void add_die(const struct looking *at, Dwarf_Die *die, const char *symbol, unsigned line,
                    bool is_inlined)
{
    int declared = 0;
    g_autofree char *own = name_of(die);
    g_autofree char *linked = symbol != NULL ? demangle(symbol) : NULL;
    const char *source = dwarf_decl_file(die);
    // Of code that was written for an assembler, the unit alone says it.
    g_autofree char *file = whole_path(at->unit, source != NULL ? source : dwarf_diename(at->unit));
    dwarf_decl_line(die, &declared);
    const char *name = own != NULL ? own : linked;
    const struct profile_function function = {
        .name = (name != NULL ? name : "(unnamed)"),
        .file = file,
        .module = at->module->name,
        .line = declared > 0 ? (unsigned)declared : 0,
    };
    add_frame(at, &function, line, is_inlined);
}

static unsigned call_line(Dwarf_Die *die)
{
    Dwarf_Attribute found;
    Dwarf_Word line = 0;
    dwarf_formudata(dwarf_attr(die, DW_AT_call_line, &found), &line);
    return (unsigned)line;
}

// The functions that contain the address: those put in place, and the one in which they are.
static bool add_scopes(const struct looking *at, uint64_t address, const char *symbol,
                       unsigned line)
{
    Dwarf_Die *scopes = NULL;
    Dwarf_Die innermost;
    bool is_found = false;
    int n = dwarf_getscopes(at->unit, address, &scopes);
    if (n <= 0)
        return false;
    innermost = scopes[0];
    free(scopes);
    // From there outwards, as the code is, not as the source of what was put in place is.
    n = dwarf_getscopes_die(&innermost, &scopes);
    for (int i = 0; i < n && !is_found; i++) {
        int tag = dwarf_tag(&scopes[i]);
        if (tag == DW_TAG_inlined_subroutine) {
            add_die(at, &scopes[i], NULL, line, true);
            line = call_line(&scopes[i]);
        }
        is_found = tag == DW_TAG_subprogram;
        if (is_found)
            add_die(at, &scopes[i], symbol, line, false);
    }
    if (n > 0)
        free(scopes);
    return is_found;
}

// The stubs through which other modules are called have no name of their own.
static bool is_stub(Dwfl_Module *module, GElf_Addr address)
{
    Dwarf_Addr bias = 0;
    size_t names = 0;
    GElf_Shdr header;
    Elf_Scn *section = dwfl_module_address_section(module, &address, &bias);
    Elf *elf = dwfl_module_getelf(module, &bias);
    if (section == NULL || elf == NULL || elf_getshdrstrndx(elf, &names) != 0 ||
        gelf_getshdr(section, &header) == NULL)
        return false;
    const char *name = elf_strptr(elf, names, header.sh_name);
    return name != NULL && g_str_has_prefix(name, ".plt");
}

// Of a function without a name, by where it begins.
static char *name_by_start(const struct looking *at, uint64_t address)
{
    GElf_Addr bias = 0;
    if (at->module->starts == NULL)
        at->module->starts = starts_read(at->dwfl);
    dwfl_module_getelf(at->dwfl, &bias);
    uint64_t start = starts_find(at->module->starts, address - bias);
    return g_strdup_printf("%s+0x%" G_GINT64_MODIFIER "x", at->module->name, start);
}

static unsigned line_at(Dwarf_Die *unit, uint64_t address)
{
    int line = 0;
    Dwarf_Line *found = dwarf_getsrc_die(unit, address);
    if (found != NULL)
        dwarf_lineno(found, &line);
    return line > 0 ? (unsigned)line : 0;
}

// Code of which the debug information has lines at most, as clang's -g1 has.
static void add_symbol(const struct looking *at, const char *symbol, uint64_t address,
                       uint64_t in_unit)
{
    Dwarf_Line *row = at->unit != NULL ? dwarf_getsrc_die(at->unit, in_unit) : NULL;
    unsigned line = row != NULL ? line_at(at->unit, in_unit) : 0;
    g_autofree char *file = line > 0 ? whole_path(at->unit, dwarf_linesrc(row, NULL, NULL)) : NULL;
    g_autofree char *name = symbol != NULL ? demangle(symbol)
                            : is_stub(at->dwfl, address)
                                ? g_strdup_printf("(stubs of %s)", at->module->name)
                                : name_by_start(at, address);
    const struct profile_function function = {
        .name = name, .file = file, .module = at->module->name};
    add_frame(at, &function, line, false);
}

static Dwarf_Die *find_unit(struct module *own, Dwfl_Module *module, uint64_t address,
                            Dwarf_Die *unit, Dwarf_Addr *bias)
{
    if (own->units == NULL)
        own->units = units_read(module);
    return units_find(own->units, module, address, unit, bias) ? unit : NULL;
}

static GArray *resolve(struct frames *frames, Dwfl_Module *module, struct module *own,
                       uint64_t address)
{
    GElf_Off offset = 0;
    GElf_Sym details;
    Dwarf_Die unit;
    Dwarf_Addr bias = 0;
    const char *symbol = dwfl_module_addrinfo(module, address, &offset, &details, NULL, NULL, NULL);
    struct looking at = {
        .profile = frames->profile,
        .module = own,
        .dwfl = module,
        .unit = find_unit(own, module, address, &unit, &bias),
        .out = g_array_new(FALSE, FALSE, sizeof(guint)),
    };
    uint64_t in_unit = address - bias;
    if (at.unit == NULL || !add_scopes(&at, in_unit, symbol, line_at(at.unit, in_unit))) {
        g_array_set_size(at.out, 0);
        add_symbol(&at, symbol, address, in_unit);
    }
    return at.out;
}

static GArray *resolve_nowhere(struct frames *frames)
{
    guint unknown = frames_named(frames, "(code of no file)", NULL);
    GArray *found = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(found, unknown);
    return found;
}

const GArray *frames_find(struct frames *frames, Dwfl_Module *module, uint64_t address)
{
    Dwarf_Addr start = 0;
    struct place place = {0};
    struct module *own = module != NULL ? find_module(frames, module) : NULL;
    if (module != NULL) {
        dwfl_module_info(module, NULL, &start, NULL, NULL, NULL, NULL, NULL);
        place = (struct place){own->number, address - start};
    }
    GArray *found = g_hash_table_lookup(frames->places, &place);
    if (found != NULL)
        return found;
    found = module != NULL ? resolve(frames, module, own, address) : resolve_nowhere(frames);
    g_hash_table_insert(frames->places, g_memdup2(&place, sizeof place), found);
    return found;
}

guint frames_named(struct frames *frames, const char *name, const char *module)
{
    const struct profile_function function = {.name = name, .module = module};
    const struct profile_frame frame = {.function = profile_function(frames->profile, &function)};
    return profile_frame(frames->profile, &frame);
}

char *frames_tool(const char *tool)
{
    return g_strdup_printf("%s; libdw %s", tool, dwfl_version(NULL));
}
