// SPDX-License-Identifier: MIT
#include "framework/stats/ratio.h"

#include <math.h>
#include <stdlib.h>

#include "framework/stats/quantile.h"

// Two quartets (ABBA or BAAB): drift within a block cancels, and it is short enough to lie within
// one speed of the machine.
enum { BLOCK_ROUNDS = 4, BLOCK_MOST = 2 * BLOCK_ROUNDS - 1 };

double ratio_of_restart(const double *base, const double *head, size_t n)
{
    size_t n_blocks = n < BLOCK_ROUNDS ? 1 : n / BLOCK_ROUNDS;
    size_t count = 0;
    double *differences = malloc(n * BLOCK_MOST * sizeof *differences);
    if (n == 0 || differences == NULL) {
        free(differences);
        return NAN;
    }
    for (size_t block = 0; block < n_blocks; block++) {
        size_t begin = block * n / n_blocks;
        size_t end = (block + 1) * n / n_blocks;
        for (size_t i = begin; i < end; i++)
            for (size_t j = begin; j < end; j++)
                differences[count++] = head[i] - base[j];
    }
    double typical = interquartile_mean_of(differences, count);
    free(differences);
    return typical;
}
