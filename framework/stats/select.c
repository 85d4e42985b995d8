// SPDX-License-Identifier: MIT
#include "framework/stats/select.h"

double select_smallest(select_count *count, const void *numbers, double low, double high, size_t k)
{
    if (count(numbers, low).n >= k)
        return low;
    // Between low and high as near as that, numbers are the same for all purposes.
    while (high - low > 1e-15) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        if (count(numbers, middle).n >= k)
            high = middle;
        else
            low = middle;
    }
    return count(numbers, high).largest;
}
