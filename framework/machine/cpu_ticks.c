// SPDX-License-Identifier: MIT
#include "framework/machine/cpu_ticks.h"

#include <stdio.h>
#include <string.h>

// The columns of proc(5); guest time, which follows, is counted in user time as well.
enum { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, N_COLUMNS };

// The text after "cpuN " at the start of a line.
static const char *find_line(const char *stat, size_t length, unsigned cpu)
{
    char key[24];
    size_t key_length = (size_t)snprintf(key, sizeof key, "\ncpu%u ", cpu);
    const char *found = memmem(stat, length, key, key_length);
    return found ? found + key_length : NULL;
}

// No number above 2^60 is accepted, so that sums cannot overflow.
static bool parse_number(const char **text, const char *end, uint64_t *out)
{
    uint64_t value = 0;
    const char *p = *text;
    while (p < end && *p == ' ')
        p++;
    const char *digits = p;
    for (; p < end && *p >= '0' && *p <= '9'; p++) {
        if (value >= UINT64_C(1) << 56)
            return false;
        value = value * 10 + (uint64_t)(*p - '0');
    }
    *text = p;
    *out = value;
    return p > digits;
}

bool cpu_ticks_parse(const char *stat, size_t length, unsigned cpu, struct cpu_ticks *out)
{
    const char *text = find_line(stat, length, cpu);
    if (!text)
        return false;
    const char *end = memchr(text, '\n', length - (size_t)(text - stat));
    if (!end)
        return false;
    uint64_t columns[N_COLUMNS] = {0};
    int n = 0;
    while (n < N_COLUMNS && parse_number(&text, end, &columns[n]))
        n++;
    // Linux 2.4 had four columns.
    if (n <= IDLE)
        return false;
    *out = (struct cpu_ticks){
        .busy = columns[USER] + columns[NICE] + columns[SYSTEM] + columns[IRQ] + columns[SOFTIRQ] +
                columns[STEAL],
        .idle = columns[IDLE] + columns[IOWAIT],
        .steal = columns[STEAL],
        .has_steal = n == N_COLUMNS,
    };
    return true;
}
