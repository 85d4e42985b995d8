// SPDX-License-Identifier: MIT
// Programs that benchrun uses, and limits that get in its way.
#include <string.h>

#include "framework/machine/check.h"
#include "framework/machine/sysfile.h"

static const char cpuinfo_file[] = "/proc/cpuinfo";
static const char limits_file[] = "/proc/self/limits";

static const struct {
    const char *name, *program, *package;
} tools[] = {
    {"gnuplot", "gnuplot", "gnuplot-nox"},
    {"valgrind", "valgrind", "valgrind"},
    {"objdump", "objdump", "binutils"},
    {"git", "git", "git"},
    {"compiler", "cc", "gcc"},
};

static enum severity check_tool(const struct look *look, struct symptom *out)
{
    size_t i = 0;
    while (strcmp(tools[i].name, out->name) != 0)
        i++;
    if (!look->is_here)
        return SEVERITY_UNKNOWN;
    const char *own = strcmp(out->name, "compiler") == 0 ? g_getenv("CC") : NULL;
    const char *program = own != NULL && *own != '\0' ? own : tools[i].program;
    g_auto(GStrv) words = NULL;
    if (!g_shell_parse_argv(program, NULL, &words, NULL))
        return SEVERITY_UNKNOWN;
    out->source = g_find_program_in_path(words[0]);
    if (out->source != NULL)
        return SEVERITY_FINE;
    return symptom_say(out, SEVERITY_HINT, g_strdup_printf("'%s' is not installed", words[0]),
                       g_strdup_printf("sudo apt install %s", tools[i].package));
}

static enum severity check_avx512(const struct look *look, struct symptom *out)
{
    if (look->machine->features == NULL)
        return SEVERITY_UNKNOWN;
    out->source = g_strdup(cpuinfo_file);
    bool has_it = machine_has_feature(look->machine, "avx512f");
    out->value = g_strdup(has_it ? "avx512f" : "no avx512f");
    if (!has_it)
        return SEVERITY_FINE;
    return symptom_say(out, SEVERITY_HINT,
                       g_strdup("the CPU has AVX-512, which valgrind does not know"),
                       g_strdup("build what valgrind runs with -march=native -mno-avx512f"));
}

// What the kernel calls a limit, what benchrun needs of it, and how a shell raises it.
static const struct {
    const char *name, *line;
    guint64 least; // G_MAXUINT64: any limit is in the way
    enum severity severity;
    const char *fix;
} limits[] = {
    {"limit-time", "Max cpu time", G_MAXUINT64, SEVERITY_SEVERE, "ulimit -t unlimited"},
    {"limit-memory", "Max address space", G_MAXUINT64, SEVERITY_WARNING, "ulimit -v unlimited"},
    {"limit-files", "Max open files", 256, SEVERITY_WARNING, "ulimit -n 1024"},
    {"limit-processes", "Max processes", 256, SEVERITY_WARNING, "ulimit -u 4096"},
};

// The soft limit, as the file has it; NULL: it has none.
static char *find_limit(const char *text, const char *name)
{
    const char *found = strstr(text, name);
    if (found == NULL || (found > text && found[-1] != '\n'))
        return NULL;
    found += strlen(name);
    found += strspn(found, " ");
    return g_strndup(found, strcspn(found, " \n"));
}

static enum severity check_limit(const struct look *look, struct symptom *out)
{
    size_t i = 0;
    while (strcmp(limits[i].name, out->name) != 0)
        i++;
    g_autofree char *text = sysfile_read(look->root, "%s", limits_file);
    g_autofree char *soft = text != NULL ? find_limit(text, limits[i].line) : NULL;
    guint64 value = G_MAXUINT64;
    if (soft == NULL || (strcmp(soft, "unlimited") != 0 &&
                         !g_ascii_string_to_unsigned(soft, 10, 0, G_MAXUINT64, &value, NULL)))
        return SEVERITY_UNKNOWN;
    out->source = g_strdup(limits_file);
    out->value = g_strdup_printf("%s: %s", limits[i].line, soft);
    if (value >= limits[i].least)
        return SEVERITY_FINE;
    return symptom_say(out, limits[i].severity,
                       g_strdup_printf("a limit of this shell: %s is %s", limits[i].line + 4, soft),
                       g_strdup(limits[i].fix));
}

const struct check checks_of_tools[] = {
    {"limit-time", "the limit of CPU time", limits_file, "CPU time is not limited",
     "the kernel ends a process that has used it up", false, check_limit},
    {"limit-memory", "the limit of address space", limits_file, "address space is not limited",
     "large cases fail, and so do programs under valgrind", false, check_limit},
    {"limit-files", "the limit of open files", limits_file, "enough files can be open",
     "workers cannot be started, and counters cannot be opened", false, check_limit},
    {"limit-processes", "the limit of processes", limits_file, "enough processes can run",
     "workers and compilers cannot be started", false, check_limit},
    {"gnuplot", "whether gnuplot is installed", NULL, "gnuplot is installed",
     "there are no charts without it", false, check_tool},
    {"valgrind", "whether valgrind is installed", NULL, "valgrind is installed",
     "instructions, calls and copies are counted by it", false, check_tool},
    {"objdump", "whether objdump is installed", NULL, "objdump is installed",
     "machine code is shown by it", false, check_tool},
    {"git", "whether git is installed", NULL, "git is installed",
     "revisions cannot be compared without it", false, check_tool},
    {"compiler", "whether there is a C compiler", NULL, "there is a C compiler",
     "timeit and builds of revisions need one", false, check_tool},
    {"avx-512", "whether valgrind knows all instructions of the CPU", cpuinfo_file,
     "valgrind knows the vector instructions of the CPU",
     "a program that uses them ends under valgrind, so its instructions cannot be counted", false,
     check_avx512},
    {.name = NULL},
};
