#ifndef RETICLE_CSTATISTICS_H
#define RETICLE_CSTATISTICS_H

// Special functions (Boost.Math) and small dense linear algebra (Eigen) behind a C face.
//
// No C++ exception leaves this boundary. A special function gives NaN where it is not defined or
// could not be evaluated; a linear algebra function gives a status. Arguments are checked by the
// caller: these functions only promise not to crash on wrong ones.

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The upper tail of the standard normal distribution, P(Z > x).
double cstat_normal_upper(double x);
/// The x with P(Z > x) = tail, for 0 < tail < 1.
double cstat_normal_upper_quantile(double tail);

/// ln |gamma(x)|.
double cstat_log_gamma(double x);

/// The regularised lower and upper incomplete gamma functions, and the x at which each has the
/// value q.
double cstat_gamma_lower(double a, double x);
double cstat_gamma_upper(double a, double x);
double cstat_gamma_lower_inverse(double a, double q);
double cstat_gamma_upper_inverse(double a, double q);

/// The regularised incomplete beta function I_x(a, b), its complement, and the x at which each has
/// the value q.
double cstat_beta_lower(double a, double b, double x);
double cstat_beta_upper(double a, double b, double x);
double cstat_beta_lower_inverse(double a, double b, double q);
double cstat_beta_upper_inverse(double a, double b, double q);

/// Student's t with fractional degrees of freedom: P(T > x), and the x with P(T > x) = tail.
double cstat_t_upper(double x, double df);
double cstat_t_upper_quantile(double tail, double df);

/// Fisher's F: P(F <= x), P(F > x), and their inverses.
double cstat_f_lower(double x, double d1, double d2);
double cstat_f_upper(double x, double d1, double d2);
double cstat_f_lower_inverse(double q, double d1, double d2);
double cstat_f_upper_inverse(double q, double d1, double d2);

/// Solves the symmetric positive definite system `matrix * x = right`.
///
/// `matrix` is size x size, symmetric; only its lower triangle (row-major) is read. The matrix is
/// first scaled to a unit diagonal, so that the units of the unknowns do not matter. If `inverse`
/// is not null it receives the inverse (full, row-major).
///
/// Returns -1 when solved; the index of an unknown that the earlier ones already determine (the
/// scaled pivot is at most `tolerance`); or -2 when memory ran out.
int64_t cstat_solve_positive(
    int64_t size, const double *matrix, const double *right, double *x, double *inverse,
    double tolerance);

/// `v' * pseudo-inverse(matrix) * v` for a symmetric positive semidefinite matrix (row-major), and
/// the rank that was found. False when it could not be computed.
bool cstat_quadratic_form(
    int64_t size, const double *matrix, const double *v, double *value, int64_t *rank);

#ifdef __cplusplus
}
#endif

#endif
