#include "CPhone.h"

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <string>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

// The library logs to standard output by itself in some builds; errors are told by the status.
PhoneNumberUtil &util() {
  static PhoneNumberUtil *instance = PhoneNumberUtil::GetInstance();
  return *instance;
}

cphone_status failure(PhoneNumberUtil::ErrorType error) {
  switch (error) {
  case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR: return CPHONE_NO_COUNTRY;
  case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
  case PhoneNumberUtil::TOO_SHORT_NSN: return CPHONE_TOO_SHORT;
  case PhoneNumberUtil::TOO_LONG_NSN: return CPHONE_TOO_LONG;
  default: return CPHONE_NO_NUMBER;
  }
}

// The digits of E.164: country code, the zeros that the national number lost (Italy keeps them),
// national number. Worked out here, because formatting and reading back costs as much as parsing.
uint64_t digits(const PhoneNumber &number) {
  uint64_t national = number.national_number();
  int places = 1;
  for (uint64_t rest = national / 10; rest > 0; rest /= 10) places++;
  if (number.italian_leading_zero()) places += number.number_of_leading_zeros();
  uint64_t result = static_cast<uint64_t>(number.country_code());
  // More than 18 digits would not fit, and are no number.
  if (national == 0 || result == 0 || places > 15) return 0;
  for (int i = 0; i < places; i++) result *= 10;
  return result + national;
}

}  // namespace

extern "C" cphone_result cphone_parse(
    const char *text, size_t length, const char *region, int checks_validity) {
  cphone_result result = {0, CPHONE_FAILED, 0};
  try {
    PhoneNumber number;
    // "ZZ" is the library's own name for no region.
    const std::string home = region ? region : "ZZ";
    const auto error = util().Parse(std::string(text, length), home, &number);
    if (error != PhoneNumberUtil::NO_PARSING_ERROR) {
      result.status = failure(error);
      return result;
    }
    switch (util().IsPossibleNumberWithReason(number)) {
    case PhoneNumberUtil::IS_POSSIBLE: break;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE: result.status = CPHONE_NO_COUNTRY; return result;
    case PhoneNumberUtil::TOO_LONG: result.status = CPHONE_TOO_LONG; return result;
    // A local number without its area code cannot be dialled from abroad: too short to send.
    default: result.status = CPHONE_TOO_SHORT; return result;
    }
    result.number = digits(number);
    // Patterns of whole countries are matched for this: the dearest part by far.
    result.valid = checks_validity && util().IsValidNumber(number) ? 1 : 0;
    result.status = result.number == 0 ? CPHONE_NO_NUMBER : CPHONE_OK;
  } catch (...) {
    result.number = 0;
    result.status = CPHONE_FAILED;
  }
  return result;
}

extern "C" int cphone_calling_code(const char *region) {
  try {
    return region ? util().GetCountryCodeForRegion(region) : 0;
  } catch (...) {
    return 0;
  }
}
