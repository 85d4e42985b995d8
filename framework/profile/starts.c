// SPDX-License-Identifier: MIT
#include "framework/profile/starts.h"

#include <dwarf.h>
#include <stdbool.h>
#include <string.h>

// The head of the section (Linux Standard Base 5.0, 10.6.2), in the one encoding that linkers use.
enum { HEAD_BYTES = 12, ENTRY_BYTES = 8 };

static bool find_segment(Elf *elf, GElf_Phdr *out)
{
    size_t n = 0;
    if (elf_getphdrnum(elf, &n) != 0)
        return false;
    for (size_t i = 0; i < n; i++)
        if (gelf_getphdr(elf, (int)i, out) != NULL && out->p_type == PT_GNU_EH_FRAME)
            return true;
    return false;
}

static int32_t number_at(const uint8_t *bytes)
{
    int32_t number = 0;
    memcpy(&number, bytes, sizeof number);
    return number;
}

static bool has_usual_encoding(const uint8_t *head)
{
    return head[0] == 1 && (head[1] & 0x0f) == DW_EH_PE_sdata4 && head[2] == DW_EH_PE_udata4 &&
           head[3] == (DW_EH_PE_datarel | DW_EH_PE_sdata4);
}

GArray *starts_read(Dwfl_Module *module)
{
    GElf_Addr bias = 0;
    GElf_Phdr segment;
    GArray *starts = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    Elf *elf = dwfl_module_getelf(module, &bias);
    if (elf == NULL || !find_segment(elf, &segment))
        return starts;
    const Elf_Data *data =
        elf_getdata_rawchunk(elf, (int64_t)segment.p_offset, segment.p_filesz, ELF_T_BYTE);
    if (data == NULL || data->d_size < HEAD_BYTES || !has_usual_encoding(data->d_buf))
        return starts;
    const uint8_t *bytes = data->d_buf;
    size_t most = (data->d_size - HEAD_BYTES) / ENTRY_BYTES;
    size_t n = MIN((uint32_t)number_at(bytes + 8), most);
    for (size_t i = 0; i < n; i++) {
        // The table is sorted by address.
        uint64_t start =
            segment.p_vaddr + (uint64_t)(int64_t)number_at(bytes + HEAD_BYTES + i * ENTRY_BYTES);
        g_array_append_val(starts, start);
    }
    return starts;
}

uint64_t starts_find(const GArray *starts, uint64_t address)
{
    guint low = 0;
    guint high = starts->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(starts, uint64_t, middle) <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? g_array_index(starts, uint64_t, low - 1) : address;
}
