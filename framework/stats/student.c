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

static double incomplete_beta(double a, double b, double x)
{
    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    double front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    double share = 1 - front * beta_fraction(b, a, 1 - x) / b;
    return share < 0 ? 0 : share; // rounding
}

double student_cdf(double t, double df)
{
    double tail = 0.5 * incomplete_beta(df / 2, 0.5, df / (df + t * t));
    return t > 0 ? 1 - tail : tail;
}

// The lower tail at -t, t > 0, keeps its precision where 1 - tail would not: bisect on that.
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
    double low = -1;
    for (int i = 0; i < MOST_DOUBLINGS && student_cdf(low, df) > p; i++)
        low *= 2;
    double high = 0;
    for (int i = 0; i < 200 && high - low > 1e-13 * -low; i++) {
        double middle = 0.5 * (low + high);
        if (student_cdf(middle, df) > p)
            high = middle;
        else
            low = middle;
    }
    return 0.5 * (low + high);
}
