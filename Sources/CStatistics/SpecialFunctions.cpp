#include "CStatistics.h"

#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <cmath>
#include <limits>

namespace {

namespace policies = boost::math::policies;

// Errors become NaN or infinity instead of exceptions; doubles are evaluated as long double, which
// is what keeps the far tails right to the last digits.
using Policy = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>,
    policies::underflow_error<policies::ignore_error>,
    policies::denorm_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>,
    policies::rounding_error<policies::ignore_error>,
    policies::indeterminate_result_error<policies::ignore_error>>;

const Policy policy;

using T = boost::math::students_t_distribution<double, Policy>;
using F = boost::math::fisher_f_distribution<double, Policy>;

// Runs `body` and gives NaN for whatever it throws (Boost may still throw std::bad_alloc, or a
// root finder's own error).
template <typename Body> double guarded(Body body) noexcept {
  try {
    return body();
  } catch (...) {
    return std::numeric_limits<double>::quiet_NaN();
  }
}

const double root_two = 1.41421356237309504880;

} // namespace

extern "C" {

double cstat_normal_upper(double x) {
  return guarded([=] {
    // In long double: x * sqrt(1/2) rounded to double would cost digits far out in the tail.
    const long double scaled = static_cast<long double>(x) * 0.70710678118654752440084436210485L;
    return static_cast<double>(boost::math::erfc(scaled, policy) / 2);
  });
}

double cstat_normal_upper_quantile(double tail) {
  return guarded([=] {
    // Twice a tail above one half may round to 2: the lower tail is the one that is small then.
    if (tail > 0.5) return -root_two * boost::math::erfc_inv(2 * (1 - tail), policy);
    return root_two * boost::math::erfc_inv(2 * tail, policy);
  });
}

double cstat_log_gamma(double x) {
  return guarded([=] { return boost::math::lgamma(x, policy); });
}

double cstat_gamma_lower(double a, double x) {
  return guarded([=] { return boost::math::gamma_p(a, x, policy); });
}

double cstat_gamma_upper(double a, double x) {
  return guarded([=] { return boost::math::gamma_q(a, x, policy); });
}

double cstat_gamma_lower_inverse(double a, double q) {
  return guarded([=] { return boost::math::gamma_p_inv(a, q, policy); });
}

double cstat_gamma_upper_inverse(double a, double q) {
  return guarded([=] { return boost::math::gamma_q_inv(a, q, policy); });
}

double cstat_beta_lower(double a, double b, double x) {
  return guarded([=] { return boost::math::ibeta(a, b, x, policy); });
}

double cstat_beta_upper(double a, double b, double x) {
  return guarded([=] { return boost::math::ibetac(a, b, x, policy); });
}

double cstat_beta_lower_inverse(double a, double b, double q) {
  return guarded([=] { return boost::math::ibeta_inv(a, b, q, policy); });
}

double cstat_beta_upper_inverse(double a, double b, double q) {
  return guarded([=] { return boost::math::ibetac_inv(a, b, q, policy); });
}

double cstat_t_upper(double x, double df) {
  return guarded([=] { return boost::math::cdf(boost::math::complement(T(df), x)); });
}

double cstat_t_upper_quantile(double tail, double df) {
  return guarded([=] { return boost::math::quantile(boost::math::complement(T(df), tail)); });
}

double cstat_f_lower(double x, double d1, double d2) {
  return guarded([=] { return boost::math::cdf(F(d1, d2), x); });
}

double cstat_f_upper(double x, double d1, double d2) {
  return guarded([=] { return boost::math::cdf(boost::math::complement(F(d1, d2), x)); });
}

double cstat_f_lower_inverse(double q, double d1, double d2) {
  return guarded([=] { return boost::math::quantile(F(d1, d2), q); });
}

double cstat_f_upper_inverse(double q, double d1, double d2) {
  return guarded([=] { return boost::math::quantile(boost::math::complement(F(d1, d2), q)); });
}

} // extern "C"
