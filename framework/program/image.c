// SPDX-License-Identifier: MIT
#include "framework/program/image.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/array.h"

G_DEFINE_QUARK(benchrun - image - error, image_error)

struct image {
    int fd;
    Elf *elf;
    GElf_Ehdr header;
    uint64_t n_bytes;  // of the sections that are in the file
    GArray *sections;  // struct image_section, by address, as all below; none overlap
    GArray *functions; // struct image_symbol
    GArray *objects;   // struct image_symbol
    GArray *slots;     // struct image_slot
};

// Each kind of entry starts with, or is ordered by, one address.
static int by_section(const void *a, const void *b)
{
    uint64_t x = ((const struct image_section *)a)->start;
    uint64_t y = ((const struct image_section *)b)->start;
    return (x > y) - (x < y);
}

// The one with a size first, then by name, so that the order is always the same.
static int by_symbol(const void *a, const void *b)
{
    const struct image_symbol *x = a;
    const struct image_symbol *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    return strcmp(x->name, y->name);
}

static int by_slot(const void *a, const void *b)
{
    uint64_t x = ((const struct image_slot *)a)->at;
    uint64_t y = ((const struct image_slot *)b)->at;
    return (x > y) - (x < y);
}

static void read_section(struct image *image, Elf_Scn *scn, const GElf_Shdr *shdr, size_t names)
{
    if (!(shdr->sh_flags & SHF_ALLOC) || shdr->sh_size == 0)
        return;
    const Elf_Data *data = shdr->sh_type == SHT_NOBITS ? NULL : elf_rawdata(scn, NULL);
    struct image_section section = {
        .name = elf_strptr(image->elf, names, shdr->sh_name),
        .start = shdr->sh_addr,
        .end = shdr->sh_addr + shdr->sh_size,
        .bytes = data && data->d_size >= shdr->sh_size ? data->d_buf : NULL,
        .is_code = shdr->sh_flags & SHF_EXECINSTR,
        .is_writable = shdr->sh_flags & SHF_WRITE,
        .is_thread_local = shdr->sh_flags & SHF_TLS,
    };
    section.name = section.name != NULL ? section.name : "";
    section.is_stubs = strstr(section.name, "plt") != NULL && section.is_code;
    if (shdr->sh_type == SHT_NOBITS && section.is_thread_local)
        return; // it occupies no addresses: other sections may be there
    g_array_append_val(image->sections, section);
}

static void read_symbol(struct image *image, const GElf_Sym *sym, const char *name)
{
    struct image_symbol symbol = {name, sym->st_value, sym->st_value};
    unsigned type = GELF_ST_TYPE(sym->st_info);
    const struct image_section *section = image_section_at(image, sym->st_value);
    // Names like `$x` mark code and data on Arm, and name nothing.
    if (name == NULL || *name == '\0' || *name == '$' || sym->st_shndx == SHN_UNDEF ||
        section == NULL)
        return;
    // Sizes come from the file: none reaches beyond its section.
    symbol.end = symbol.start + MIN(sym->st_size, section->end - symbol.start);
    if (section->is_code && (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE))
        g_array_append_val(image->functions, symbol);
    else if (!section->is_code && type == STT_OBJECT && sym->st_size > 0)
        g_array_append_val(image->objects, symbol);
}

static void read_symbols(struct image *image, Elf_Scn *scn, const GElf_Shdr *shdr)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    GElf_Sym sym;
    for (int i = 0; data != NULL && gelf_getsym(data, i, &sym) != NULL; i++)
        read_symbol(image, &sym, elf_strptr(image->elf, shdr->sh_link, sym.st_name));
}

// The relocation types that give a place in thread-local storage.
static bool is_thread_local_type(const struct image *image, unsigned type)
{
    if (image->header.e_machine == EM_AARCH64)
        return type >= R_AARCH64_TLS_DTPMOD && type <= R_AARCH64_TLSDESC;
    return (type >= R_X86_64_DTPMOD64 && type <= R_X86_64_TPOFF64) || type == R_X86_64_TLSDESC;
}

static void add_slot(struct image *image, const GElf_Rela *rela, const GElf_Sym *sym,
                     const char *name)
{
    unsigned type = (unsigned)GELF_R_TYPE(rela->r_info);
    bool is_arm = image->header.e_machine == EM_AARCH64;
    struct image_slot slot = {
        .at = rela->r_offset,
        .symbol = name,
        .name = name,
        .addend = rela->r_addend,
        .offset = rela->r_addend,
        .is_thread_local = is_thread_local_type(image, type),
        .is_call = type == (is_arm ? R_AARCH64_JUMP_SLOT : R_X86_64_JUMP_SLOT),
        .is_copy = type == (is_arm ? R_AARCH64_COPY : R_X86_64_COPY),
    };
    if (slot.is_thread_local) {
        slot.symbol = name && *name ? name : "thread-local storage";
    } else if (sym->st_shndx != SHN_UNDEF) {
        slot.symbol = NULL;
        slot.addend += (int64_t)sym->st_value;
    }
    g_array_append_val(image->slots, slot);
}

static void read_slots(struct image *image, Elf_Scn *scn, const GElf_Shdr *shdr)
{
    Elf_Scn *symbols = shdr->sh_link ? elf_getscn(image->elf, shdr->sh_link) : NULL;
    Elf_Data *entries = symbols ? elf_getdata(symbols, NULL) : NULL;
    Elf_Data *data = elf_getdata(scn, NULL);
    GElf_Shdr header = {0};
    GElf_Rela rela;
    if (symbols != NULL && gelf_getshdr(symbols, &header) == NULL)
        return;
    for (int i = 0; data != NULL && gelf_getrela(data, i, &rela) != NULL; i++) {
        GElf_Sym sym = {0};
        int index = (int)GELF_R_SYM(rela.r_info);
        const char *name = NULL;
        if (index != 0 && entries != NULL && gelf_getsym(entries, index, &sym) != NULL)
            name = elf_strptr(image->elf, header.sh_link, sym.st_name);
        add_slot(image, &rela, &sym, name);
    }
}

// A section table may claim anything. Each address is in one section at most, what is in the file
// is no larger than the file, and no address is near the last: then a search by address has one
// answer, a walk over all bytes ends, and no address wraps.
static bool check_sections(struct image *image, const char *program, GError **error)
{
    const uint64_t most_address = UINT64_C(1) << 63;
    struct stat about = {0};
    uint64_t free_from = 0;
    bool is_sound = fstat(image->fd, &about) == 0;
    for (guint i = 0; i < image->sections->len && is_sound; i++) {
        const struct image_section *section =
            &g_array_index(image->sections, struct image_section, i);
        is_sound = section->start >= free_from && section->start < section->end &&
                   section->end <= most_address;
        free_from = section->end;
        image->n_bytes += section->bytes ? section->end - section->start : 0;
        is_sound = is_sound && image->n_bytes <= (uint64_t)about.st_size;
    }
    if (!is_sound)
        g_set_error(error, IMAGE_ERROR, IMAGE_ERROR_FORMAT,
                    "'%s' has sections that overlap or that it has no room for: build it again",
                    program);
    return is_sound;
}

// Drops second names of an address, and labels inside a function with a size.
static void settle(GArray *symbols)
{
    guint kept = 0;
    uint64_t covered = 0;
    g_array_sort(symbols, by_symbol);
    for (guint i = 0; i < symbols->len; i++) {
        struct image_symbol symbol = g_array_index(symbols, struct image_symbol, i);
        bool is_label = symbol.end == symbol.start && symbol.start < covered;
        if (is_label || (kept > 0 && g_array_index(symbols, struct image_symbol, kept - 1).start ==
                                         symbol.start))
            continue;
        covered = MAX(covered, symbol.end);
        g_array_index(symbols, struct image_symbol, kept++) = symbol;
    }
    g_array_set_size(symbols, kept);
}

// A symbol without a size, from hand-written assembly, ends at the next one.
static void stretch(struct image *image, GArray *symbols)
{
    for (guint i = 0; i < symbols->len; i++) {
        struct image_symbol *symbol = &g_array_index(symbols, struct image_symbol, i);
        if (symbol->end > symbol->start)
            continue;
        symbol->end = image_section_at(image, symbol->start)->end;
        if (i + 1 < symbols->len)
            symbol->end = MIN(symbol->end, symbol[1].start);
    }
}

// Walks the sections once for each kind, because symbols need to know their sections.
static bool read_all(struct image *image, const char *program, GError **error)
{
    size_t names = 0;
    bool has_symbols = false;
    GElf_Shdr shdr;
    elf_getshdrstrndx(image->elf, &names); // where it fails, it stays 0
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(image->elf, scn)) != NULL;)
        if (gelf_getshdr(scn, &shdr) != NULL)
            read_section(image, scn, &shdr, names);
    g_array_sort(image->sections, by_section);
    if (!check_sections(image, program, error))
        return false;
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(image->elf, scn)) != NULL;) {
        if (gelf_getshdr(scn, &shdr) == NULL)
            continue;
        if (shdr.sh_type == SHT_SYMTAB) {
            read_symbols(image, scn, &shdr);
            has_symbols = true;
        } else if (shdr.sh_type == SHT_RELA && (shdr.sh_flags & SHF_ALLOC)) {
            read_slots(image, scn, &shdr);
        } else if (shdr.sh_type == SHT_RELR || shdr.sh_type == SHT_REL) {
            g_set_error(error, IMAGE_ERROR, IMAGE_ERROR_FORMAT,
                        "'%s' has packed relocations: link it with -Wl,-z,nopack-relative-relocs",
                        program);
            return false;
        }
    }
    if (!has_symbols)
        g_set_error(error, IMAGE_ERROR, IMAGE_ERROR_STRIPPED,
                    "'%s' has no symbol table: build it without -s, and do not strip it", program);
    return has_symbols;
}

static bool read_image(struct image *image, const char *program, GError **error)
{
    if (image->elf == NULL || elf_kind(image->elf) != ELF_K_ELF ||
        gelf_getehdr(image->elf, &image->header) == NULL ||
        gelf_getclass(image->elf) != ELFCLASS64 ||
        (image->header.e_type != ET_EXEC && image->header.e_type != ET_DYN)) {
        g_set_error(error, IMAGE_ERROR, IMAGE_ERROR_FORMAT, "'%s' is not a 64-bit ELF program",
                    program);
        return false;
    }
    if (!read_all(image, program, error))
        return false;
    settle(image->functions);
    settle(image->objects);
    stretch(image, image->functions);
    g_array_sort(image->slots, by_slot);
    return true;
}

struct image *image_open(const char *program, GError **error)
{
    int fd = open(program, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
                    "cannot open '%s': %s", program, g_strerror(errno));
        return NULL;
    }
    elf_version(EV_CURRENT);
    struct image *image = g_new0(struct image, 1);
    image->fd = fd;
    image->elf = elf_begin(fd, ELF_C_READ, NULL);
    image->sections = g_array_new(FALSE, FALSE, sizeof(struct image_section));
    image->functions = g_array_new(FALSE, FALSE, sizeof(struct image_symbol));
    image->objects = g_array_new(FALSE, FALSE, sizeof(struct image_symbol));
    image->slots = g_array_new(FALSE, FALSE, sizeof(struct image_slot));
    if (read_image(image, program, error))
        return image;
    image_close(image);
    return NULL;
}

void image_close(struct image *image)
{
    if (image == NULL)
        return;
    g_array_unref(image->sections);
    g_array_unref(image->functions);
    g_array_unref(image->objects);
    g_array_unref(image->slots);
    elf_end(image->elf);
    close(image->fd);
    g_free(image);
}

unsigned image_machine(const struct image *image)
{
    return image->header.e_machine;
}

uint64_t image_bytes(const struct image *image)
{
    return image->n_bytes;
}

bool image_is_fixed(const struct image *image)
{
    return image->header.e_type == ET_EXEC;
}

// How many symbols start at or before an address.
static guint count_until(const GArray *symbols, uint64_t address)
{
    guint low = 0;
    for (guint high = symbols->len; low < high;) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(symbols, struct image_symbol, middle).start <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct image_symbol *symbol_at(const GArray *symbols, uint64_t address)
{
    guint n = count_until(symbols, address);
    const struct image_symbol *symbol =
        n > 0 ? &g_array_index(symbols, struct image_symbol, n - 1) : NULL;
    return symbol != NULL && address < symbol->end ? symbol : NULL;
}

const struct image_section *image_section_at(const struct image *image, uint64_t address)
{
    const struct image_section *sections = elements_of(image->sections, struct image_section);
    guint low = 0;
    for (guint high = image->sections->len; low < high;) {
        guint middle = low + (high - low) / 2;
        if (sections[middle].start <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && address < sections[low - 1].end ? &sections[low - 1] : NULL;
}

const struct image_section *image_find_section(const struct image *image, const char *name)
{
    for (guint i = 0; i < image->sections->len; i++) {
        const struct image_section *found = &elements_of(image->sections, struct image_section)[i];
        if (strcmp(found->name, name) == 0)
            return found;
    }
    return NULL;
}

const struct image_symbol *image_function_at(const struct image *image, uint64_t address)
{
    return symbol_at(image->functions, address);
}

const struct image_symbol *image_object_at(const struct image *image, uint64_t address)
{
    return symbol_at(image->objects, address);
}

const struct image_symbol *image_object_after(const struct image *image, uint64_t address)
{
    guint n = count_until(image->objects, address);
    return n < image->objects->len ? &g_array_index(image->objects, struct image_symbol, n) : NULL;
}

const struct image_slot *image_slot_at(const struct image *image, uint64_t address)
{
    struct image_slot key = {.at = address};
    guint n = image->slots->len; // 0: they are nowhere
    return n > 0 ? bsearch(&key, image->slots->data, n, sizeof key, by_slot) : NULL;
}

const struct image_section *image_sections(const struct image *image, size_t *n)
{
    *n = image->sections->len;
    return elements_of(image->sections, struct image_section);
}

const struct image_symbol *image_functions(const struct image *image, size_t *n)
{
    *n = image->functions->len;
    return elements_of(image->functions, struct image_symbol);
}

const struct image_symbol *image_objects(const struct image *image, size_t *n)
{
    *n = image->objects->len;
    return elements_of(image->objects, struct image_symbol);
}

const struct image_slot *image_slots(const struct image *image, size_t *n)
{
    *n = image->slots->len;
    return elements_of(image->slots, struct image_slot);
}
