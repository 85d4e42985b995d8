// SPDX-License-Identifier: MIT
#include "framework/machine/checkup.h"

#include "framework/base/array.h"
#include "framework/machine/check.h"
#include "framework/machine/cpu_list.h"
#include "framework/machine/cpus.h"
#include "framework/machine/detect.h"
#include "framework/machine/sysfile.h"

static bool is_here(const struct checkup *checkup)
{
    return g_str_equal(checkup->root, "/");
}

static GArray *find_cpus(const struct checkup *checkup)
{
    if (is_here(checkup))
        return cpus_detect(0);
    g_autofree char *text = sysfile_read(checkup->root, "/sys/devices/system/cpu/online");
    g_autoptr(GArray) online = cpu_list_parse(text);
    return cpus_read_at(checkup->root, online);
}

struct checkup *checkup_begin(const char *root)
{
    struct checkup *checkup = g_new0(struct checkup, 1);
    checkup->root = g_strdup(root);
    checkup->machine = machine_detect_at(root);
    checkup->symptoms = symptoms_new();
    checkup->cpus = find_cpus(checkup);
    checkup->before = moment_read(root);
    return checkup;
}

void checkup_end(struct checkup *checkup)
{
    struct moment *after = moment_read(checkup->root);
    struct cpu_facts *cpus = elements_of(checkup->cpus, struct cpu_facts);
    if (checkup->before->stat != NULL && after->stat != NULL)
        cpus_mark_busy(cpus, checkup->cpus->len, checkup->before->stat, after->stat);
    cpus_rank(cpus, checkup->cpus->len);
    const struct look look = {
        .machine = checkup->machine,
        .root = checkup->root,
        .is_here = is_here(checkup),
        .cpu = checkup->cpus->len > 0 ? cpus : NULL,
        .moments = {checkup->before, after},
    };
    checks_run(checks_of_advice, &look, checkup->symptoms);
    checks_run(checks_of_activity, &look, checkup->symptoms);
    checks_run(checks_of_kernel, &look, checkup->symptoms);
    checks_run(checks_of_tools, &look, checkup->symptoms);
    symptoms_sort(checkup->symptoms);
    moment_free(after);
}

void checkup_free(struct checkup *checkup)
{
    if (checkup == NULL)
        return;
    machine_free(checkup->machine);
    g_ptr_array_unref(checkup->symptoms);
    g_clear_pointer(&checkup->cpus, g_array_unref);
    moment_free(checkup->before);
    noise_free(checkup->noise);
    g_free(checkup->root);
    g_free(checkup);
}
