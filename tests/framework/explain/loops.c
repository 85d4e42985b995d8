// SPDX-License-Identifier: MIT
// Loops whose way through memory is known, and functions whose parameters are.
#include <stdint.h>
#include <stdio.h>

struct object {
    double x;
    char hole[40];
    int mass, kind;
};

__attribute__((noipa)) static int sum_field(const struct object *objects, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += objects[i].mass;
    return sum;
}

__attribute__((noipa)) static float sum_all(const float *numbers, int n)
{
    float sum = 0;
    for (int i = 0; i < n; i++)
        sum += numbers[i];
    return sum;
}

enum color { RED, GREEN };

__attribute__((noipa)) static long numbers_alone(int a, uint64_t b, enum color c, char d)
{
    return a + (long)b + c + d;
}

__attribute__((noipa)) static double with_others(double a, const char *b)
{
    return a + *b;
}

__attribute__((noipa)) static int nothing(void)
{
    __asm__ volatile("");
    return 4;
}

int main(int n, char **words)
{
    static struct object objects[100];
    static float numbers[100];
    double sum = sum_field(objects, n) + sum_all(numbers, n) + nothing();
    sum += (double)numbers_alone(n, (uint64_t)n, n > 1 ? RED : GREEN, *words[0]);
    return printf("%g\n", sum + with_others(n, words[0])) < 0;
}
