// SPDX-License-Identifier: MIT
// Interpretation: y = 2 x^2 + 3 x + 1 for a thousand numbers, interpreted and compiled.
//
// `tree` walks what a parser builds, `bytecode` is a list of instructions for a machine with a
// stack. Both find out again for each number what to do next; compiled code knows. Expect little
// from bytecode in C, where a node costs no more than an instruction, ten times and more from
// compiling, and the width of a vector on top, as a compiler sees the whole loop.
#include <benchrun/bench.h>

enum { N = 1003 }; // no multiple of a vector: some are left over at the end
static float x[N], y[N];

static const float one = 1, two = 2, three = 3; // the program's constants
static float number;                            // and its variable

struct node {
    float (*evaluate)(const struct node *node);
    const struct node *left, *right;
    const float *value; // of a leaf
};

static float load(const struct node *node)
{
    return *node->value;
}

static float add(const struct node *node)
{
    return node->left->evaluate(node->left) + node->right->evaluate(node->right);
}

static float multiply(const struct node *node)
{
    return node->left->evaluate(node->left) * node->right->evaluate(node->right);
}

// (2 x + 3) x + 1, from the leaves to the root.
static const struct node leaf_x = {load, NULL, NULL, &number};
static const struct node leaf_1 = {load, NULL, NULL, &one};
static const struct node leaf_2 = {load, NULL, NULL, &two};
static const struct node leaf_3 = {load, NULL, NULL, &three};
static const struct node twice = {multiply, &leaf_2, &leaf_x, NULL};
static const struct node factor = {add, &twice, &leaf_3, NULL};
static const struct node product = {multiply, &factor, &leaf_x, NULL};
static const struct node sum = {add, &product, &leaf_1, NULL};

static void run_tree(void)
{
    const struct node *tree = &sum;
    bench_hide(tree); // or the compiler could compile it
    for (size_t i = 0; i < N; i++) {
        number = x[i];
        y[i] = tree->evaluate(tree);
    }
}

static const struct instruction {
    enum { LOAD, ADD, MULTIPLY, RETURN } operation;
    const float *value; // to load
} bytecode[] = {
    {LOAD, &two},    {LOAD, &number},  {MULTIPLY, NULL}, {LOAD, &three}, {ADD, NULL},
    {LOAD, &number}, {MULTIPLY, NULL}, {LOAD, &one},     {ADD, NULL},    {RETURN, NULL},
};

static float interpret(const struct instruction *next)
{
    float stack[8], *top = stack; // `top` is the first free place
    for (;; next++)
        switch (next->operation) {
        case LOAD:
            *top++ = *next->value;
            break;
        case ADD:
            top[-2] += top[-1];
            top--;
            break;
        case MULTIPLY:
            top[-2] *= top[-1];
            top--;
            break;
        case RETURN:
            return top[-1];
        }
}

static void run_bytecode(void)
{
    const struct instruction *program = bytecode;
    bench_hide(program);
    for (size_t i = 0; i < N; i++) {
        number = x[i];
        y[i] = interpret(program);
    }
}

// gcc has the vectoriser as an option of a function, clang as a pragma of a loop.
#ifdef __clang__
#define SCALAR
#define SCALAR_LOOP _Pragma("clang loop vectorize(disable) interleave(disable)")
#define VECTOR
#else
#define SCALAR __attribute__((optimize("no-tree-vectorize")))
#define SCALAR_LOOP
#define VECTOR __attribute__((optimize("O3")))
#endif

SCALAR static void run_compiled(void)
{
    SCALAR_LOOP
    for (size_t i = 0; i < N; i++)
        y[i] = (2 * x[i] + 3) * x[i] + 1;
}

VECTOR static void run_vectorised(void)
{
    for (size_t i = 0; i < N; i++)
        y[i] = (2 * x[i] + 3) * x[i] + 1;
}

static void measure(struct bench *bench, void (*run)(void))
{
    for (size_t i = 0; i < N; i++)
        x[i] = (float)i / N;
    BENCH_LOOP (bench) {
        run();
        bench_clobber_memory();
    }
    bench_items(bench, N);
    bench_output_f32(bench, y, N, 1e-6); // where a CPU fuses a multiply-add, it rounds once
}

BENCH(polynomial, tree, .baseline = true)
{
    measure(bench, run_tree);
}

BENCH(polynomial, bytecode)
{
    measure(bench, run_bytecode);
}

BENCH(polynomial, compiled, .min_speedup = 4)
{
    measure(bench, run_compiled);
}

BENCH(polynomial, vectorised, .min_speedup = 8)
{
    measure(bench, run_vectorised);
}
