// SPDX-License-Identifier: MIT
#include "framework/stats/student.h"

#include <math.h>

// The continued fraction of the incomplete beta function by Lentz's method (Abramowitz and Stegun
// 26.5.8; Thompson and Barnett 1986).
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1;
    double d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double fraction = d;
    for (int m = 1; m <= 300; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 + even * d;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = 1 + even / c;
        fraction *= d * c;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + odd * d;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = 1 + odd / c;
        fraction *= d * c;
        if (fabs(d * c - 1) < 1e-15)
            break;
    }
    return fraction;
}

// lgamma() writes a global; this one is safe to call from anywhere.
static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

// Where it is needed for several x, the logarithm of the beta function is computed once.
static double log_beta(double a, double b)
{
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

static double incomplete_beta(double a, double b, double x, double log_beta_of_both)
{
    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    double front = exp(a * log(x) + b * log1p(-x) - log_beta_of_both);
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    double share = 1 - front * beta_fraction(b, a, 1 - x) / b;
    return share < 0 ? 0 : share; // rounding
}

// P(T <= -t) for t >= 0.
static double lower_tail(double t, double df, double log_b)
{
    return 0.5 * incomplete_beta(df / 2, 0.5, df / (df + t * t), log_b);
}

static double log_density(double t, double df, double log_b)
{
    return -(df + 1) / 2 * log1p(t * t / df) - log_b - 0.5 * log(df);
}

double student_cdf(double t, double df)
{
    double tail = lower_tail(t, df, log_beta(df / 2, 0.5));
    return t > 0 ? 1 - tail : tail;
}

// The lower tail at -t, t > 0, keeps its precision where 1 - tail would not. Its logarithm bends
// little, so that Newton's steps are good; one that leaves what holds the quantile is halved.
double student_quantile(double p, double df)
{
    enum { MOST_DOUBLINGS = 1100 }; // more than there are from 1 to the largest double
    if (!(p >= 0 && p <= 1 && df > 0))
        return NAN;
    if (p == 0 || p == 1)
        return p == 0 ? -INFINITY : INFINITY;
    if (p == 0.5)
        return 0;
    if (p > 0.5)
        return -student_quantile(1 - p, df);
    double log_b = log_beta(df / 2, 0.5);
    double low = 0;
    double high = 1;
    for (int i = 0; i < MOST_DOUBLINGS && lower_tail(high, df, log_b) > p; i++) {
        low = high;
        high *= 2;
    }
    double t = high;
    for (int i = 0; i < 200 && high - low > 1e-13 * high; i++) {
        double tail = lower_tail(t, df, log_b);
        *(tail > p ? &low : &high) = t;
        double step = exp(log(tail) - log_density(t, df, log_b)) * log(tail / p);
        double next = t + step;
        if (fabs(step) < 1e-7 * t) // the error that is left is about its square
            return -next;
        t = next > low && next < high ? next : 0.5 * (low + high);
    }
    return -t;
}
