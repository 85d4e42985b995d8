// SPDX-License-Identifier: MIT
// Prints the tables of docs/history.md: what our rule and those of other tools find in series with
// planted steps. The same numbers on every machine, but for the last digit of a C library's log().
#include <stdio.h>

#include "step_trial.h"

static const struct {
    const char *name;
    step_rule *rule;
} rules[] = {{"benchrun", own_steps},
             {"Otava", otava_steps},
             {"asv, steps", asv_steps},
             {"asv, regressions", asv_regressions}};
enum { RULES = sizeof rules / sizeof *rules, SERIES = 1000 };
static const double sizes[] = {1, 2, 3, 5, 8};
static const size_t ends[] = {1, 2, 3, 5};
#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct step_score run(size_t rule, enum noise_kind kind, double size, size_t before_end)
{
    return step_trial_run(&(struct step_trial){.rule = rules[rule].rule,
                                               .kind = kind,
                                               .size = size,
                                               .before_end = before_end,
                                               .n_series = SERIES});
}

static void print_sizes(void)
{
    printf("| noise | rule | false steps per series |");
    for (size_t i = 0; i < COUNT(sizes); i++)
        printf(" %g %% |", sizes[i]);
    printf("\n|---|---|---|---|---|---|---|---|\n");
    for (int kind = 0; kind < NOISES; kind++)
        for (size_t rule = 0; rule < RULES; rule++) {
            printf("| %s | %s | %.3f |", rule == 0 ? noise_names[kind] : "", rules[rule].name,
                   run(rule, kind, 0, 0).more);
            for (size_t i = 0; i < COUNT(sizes); i++)
                printf(" %.0f %% |", 100 * run(rule, kind, sizes[i], 0).found);
            printf("\n");
            fflush(stdout);
        }
}

static void print_ends(void)
{
    printf("| noise | rule |");
    for (size_t i = 0; i < COUNT(ends); i++)
        printf(" %zu |", ends[i]);
    printf("\n|---|---|---|---|---|---|\n");
    for (int kind = 0; kind < NOISES; kind++)
        for (size_t rule = 0; rule < RULES; rule++) {
            printf("| %s | %s |", rule == 0 ? noise_names[kind] : "", rules[rule].name);
            for (size_t i = 0; i < COUNT(ends); i++)
                printf(" %.0f %% |", 100 * run(rule, kind, 10, ends[i]).found);
            printf("\n");
        }
}

int main(void)
{
    print_sizes();
    printf("\n");
    print_ends();
    return 0;
}
