// SPDX-License-Identifier: MIT
#include "framework/machine/detect.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <sys/utsname.h>

#include "framework/machine/cpu_names.h"
#include "framework/machine/cpuinfo.h"
#include "framework/machine/identity.h"
#include "framework/machine/quietness.h"
#include "framework/machine/sysfile.h"
#include "framework/machine/topology.h"
#include "framework/machine/tsc.h"

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

enum { ID_DIGITS = 16 };

// NAME="value" of os-release(5).
static char *parse_pretty_name(const char *text)
{
    static const char key[] = "PRETTY_NAME=";
    g_auto(GStrv) lines = g_strsplit(text, "\n", 256);
    for (char **line = lines; *line; line++) {
        if (!g_str_has_prefix(*line, key))
            continue;
        const char *value = *line + strlen(key);
        g_autofree char *unquoted = g_shell_unquote(value, NULL);
        return sysfile_clean(unquoted ? unquoted : value, -1);
    }
    return NULL;
}

static char *read_os(const char *root)
{
    g_autofree char *text = sysfile_read(root, "/etc/os-release");
    if (!text)
        text = sysfile_read(root, "/usr/lib/os-release");
    return text ? parse_pretty_name(text) : NULL;
}

static uint64_t read_memory_bytes(const char *root)
{
    static const char key[] = "MemTotal:";
    g_autofree char *text = sysfile_read(root, "/proc/meminfo");
    const char *found = text ? strstr(text, key) : NULL;
    guint64 kib = found ? g_ascii_strtoull(found + strlen(key), NULL, 10) : 0;
    return kib <= UINT64_MAX / 1024 ? kib * 1024 : 0;
}

// Marks that firmware leaves, for when the CPU itself does not say (ARM, or a foreign root).
static const struct {
    const char *file, *start, *hypervisor;
} hypervisor_marks[] = {
    {"/sys/hypervisor/type", "xen", "Xen"},
    {"/proc/device-tree/hypervisor/compatible", "linux,kvm", "KVM"},
    {"/proc/device-tree/hypervisor/compatible", "xen", "Xen"},
    {"/sys/class/dmi/id/product_name", "KVM", "KVM"},
    {"/sys/class/dmi/id/product_name", "VMware", "VMware"},
    {"/sys/class/dmi/id/product_name", "VirtualBox", "VirtualBox"},
    {"/sys/class/dmi/id/sys_vendor", "QEMU", "QEMU"},
};

// A cloud's bare metal may have these marks too, so an x86 CPU that says no is believed.
static void read_hypervisor(const char *root, struct machine *machine)
{
    if (machine->hypervisor || machine->virtualised == TRISTATE_NO)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(hypervisor_marks); i++) {
        g_autofree char *line = sysfile_read_line(root, "%s", hypervisor_marks[i].file);
        if (!line || !g_str_has_prefix(line, hypervisor_marks[i].start))
            continue;
        machine->hypervisor = g_strdup(hypervisor_marks[i].hypervisor);
        machine->virtualised = TRISTATE_YES;
        return;
    }
}

static void read_software(const char *root, struct machine *machine)
{
    machine->kernel = sysfile_read_line(root, "/proc/sys/kernel/osrelease");
    machine->arch = sysfile_read_line(root, "/proc/sys/kernel/arch");
    machine->os = read_os(root);
    machine->clocksource =
        sysfile_read_line(root, "/sys/devices/system/clocksource/clocksource0/current_clocksource");
#ifdef __GLIBC__
    machine->libc = g_strdup_printf("glibc %s", gnu_get_libc_version());
#endif
}

// Facts that only the running machine knows.
static void ask_this_machine(struct machine *machine)
{
    identity_fill(machine);
    struct utsname names;
    if (!machine->arch && uname(&names) == 0)
        machine->arch = sysfile_clean(names.machine, -1);
    bool is_x86 = machine_has_feature(machine, "tsc");
    // A counter that follows the clock or sleeps has no fixed rate.
    bool is_even = machine_has_feature(machine, "constant_tsc");
    machine->tsc_hz = is_x86 && !is_even ? 0 : tsc_measure_hz();
}

static void read_topology(const char *root, struct machine *machine)
{
    hwloc_topology_t topology = topology_load(root);
    if (!topology)
        return;
    topology_fill(topology, machine);
    hwloc_topology_destroy(topology);
}

// systemd writes "uninitialized" into images that have not started yet.
static char *read_host(const char *root)
{
    char *id = sysfile_read_line(root, "/etc/machine-id");
    if (id && !g_str_equal(id, "uninitialized"))
        return id;
    g_free(id);
    return sysfile_read_line(root, "/proc/sys/kernel/hostname");
}

static char *make_id(const char *root, const struct machine *machine)
{
    const uint64_t gib = UINT64_C(1) << 30;
    g_autofree char *host = read_host(root);
    g_autofree char *text = g_strdup_printf(
        "%s\n%s\n%u %u %u\n%u %u %u\n%" G_GUINT64_FORMAT "\n%s", machine->cpu ? machine->cpu : "",
        machine->vendor ? machine->vendor : "", machine->family, machine->model, machine->stepping,
        machine->sockets, machine->cores, machine->logical_cpus,
        machine->memory_bytes / gib + (machine->memory_bytes % gib >= gib / 2), host ? host : "");
    char *id = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    id[ID_DIGITS] = '\0';
    return id;
}

struct machine *machine_detect_at(const char *root)
{
    struct machine *machine = g_new0(struct machine, 1);
    g_autofree char *cpuinfo = sysfile_read(root, "/proc/cpuinfo");
    if (cpuinfo)
        cpuinfo_parse(cpuinfo, machine);
    read_software(root, machine);
    if (g_str_equal(root, "/"))
        ask_this_machine(machine);
    read_hypervisor(root, machine);
    machine->microarchitecture =
        g_strdup(cpu_names_microarchitecture(machine->vendor, machine->family, machine->model));
    read_topology(root, machine);
    machine->memory_bytes = read_memory_bytes(root);
    quietness_read_at(root, machine);
    machine->id = make_id(root, machine);
    return machine;
}

struct machine *machine_detect(void)
{
    return machine_detect_at("/");
}
