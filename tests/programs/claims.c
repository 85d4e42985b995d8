// SPDX-License-Identifier: MIT
// A worker with a script: alternatives that claim to be twice as fast as the baseline, whose times
// are invented so that one claim holds, one fails and one is too uncertain to tell.
// `claims NAME...` lists the baseline and the cases named.
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "framework/harness/protocol.h"

static const struct invented {
    const char *name;
    double each_ns;
    double spread; // of the times of different processes, as a ratio
    double min_speedup;
} invented[] = {
    {"plain", 1000, 0.001, 0}, {"holds", 400, 0.001, 2},  {"fails", 800, 0.001, 2},
    {"unclear", 500, 0.2, 2},  {"silent", 900, 0.001, 0},
};
enum { INVENTED = sizeof invented / sizeof *invented };

static size_t listed[INVENTED];
static size_t n_listed;

// From 1 - spread to 1 + spread, its own in each process.
static double luck(double spread)
{
    uint64_t mixed = (uint64_t)getpid() * 0x9E3779B97F4A7C15u;
    return 1 + spread * (2 * (double)(mixed >> 11) / 0x1p53 - 1);
}

static void answer_list(void)
{
    for (size_t i = 0; i < n_listed; i++) {
        const struct invented *one = &invented[listed[i]];
        printf("case group=claims name=%s baseline=%d iterations=0 min_speedup=%g file=a.c "
               "line=%zu\n",
               one->name, listed[i] == 0, one->min_speedup, listed[i] + 1);
    }
    printf("ok cases=%zu\n", n_listed);
}

static void answer(const char *request, const struct invented *open)
{
    unsigned long n = 0;
    double each_ns = open->each_ns * luck(open->spread);
    if (sscanf(request, "floor %lu", &n) == 1)
        each_ns = 0.25;
    if (n > 0 || sscanf(request, "sample %lu", &n) == 1)
        printf("ok iterations=%lu elapsed_ns=%.0f\n", n, (double)n * each_ns);
    else if (strcmp(request, "list") == 0)
        answer_list();
    else if (strcmp(request, "clock") == 0)
        puts("ok resolution_ns=20 cost_ns=20 name=invented");
    else
        puts("ok");
}

int main(int argc, char **argv)
{
    char line[PROTOCOL_MAX_REQUEST_BYTES];
    const struct invented *open = invented;
    for (size_t i = 0; i < INVENTED; i++) {
        int is_asked = i == 0;
        for (int a = 1; a < argc && !is_asked; a++)
            is_asked = strcmp(argv[a], invented[i].name) == 0;
        if (is_asked)
            listed[n_listed++] = i;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    puts(PROTOCOL_GREETING " 1 library=0.0.1 pid=1");
    while (fgets(line, sizeof line, stdin) != NULL) {
        size_t index = 0;
        line[strcspn(line, "\n")] = '\0';
        if (sscanf(line, "open %zu", &index) == 1 && index < n_listed)
            open = &invented[listed[index]];
        answer(line, open);
    }
    return 0;
}
