// SPDX-License-Identifier: MIT
// Lines of which it is known how often they run. Built by the tests, with --coverage.
#include <stdio.h>
#include <stdlib.h>

static int is_prime(int n)
{
    for (int i = 2; i * i <= n; i++)
        if (n % i == 0)
            return 0; // a divisor
    return n > 1;     // none
}

int main(int argc, char **argv)
{
    int found = 0;
    int n = argc > 1 ? atoi(argv[1]) : 100;
    for (int i = 0; i < n; i++)
        found += is_prime(i); // each number
    printf("%d\n", found);
    return 0;
}
