// SPDX-License-Identifier: MIT
#include "reports/terminal/noise_grid.h"

#include "framework/base/text.h"
#include "reports/words/noise_words.h"

struct grid *noise_grid(const struct noise *noise)
{
    g_autoptr(GArray) times = noise_times(noise);
    g_autoptr(GPtrArray) kernels = noise_kernels(noise);
    struct grid *grid = grid_new(kernels->len + 1);
    grid_add_column(grid, "smallest change", 0);
    for (guint k = 0; k < kernels->len; k++)
        grid_set(grid, k, text_printable(g_ptr_array_index(kernels, k)), NULL);
    grid_set(grid, kernels->len, g_strdup("each of these"), NULL);
    for (guint t = 0; t < times->len; t++) {
        double time_s = g_array_index(times, double, t);
        g_autofree char *title = noise_time(time_s);
        grid_add_column(grid, title, GRID_RIGHT);
        for (guint k = 0; k < kernels->len; k++)
            grid_set(grid, k,
                     noise_percent(noise_change_of(noise, g_ptr_array_index(kernels, k), time_s)),
                     NULL);
        grid_set(grid, kernels->len, noise_percent(noise_smallest_change(noise, time_s)), NULL);
    }
    return grid;
}
