#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workflow/calendar.hpp"
#include "workflow/definition.hpp"
#include "workflow/interest.hpp"
#include "workflow/overdue.hpp"
#include "workflow/reminders.hpp"
#include "workflow/rights.hpp"
#include "workflow/signatures.hpp"
#include "workflow/size.hpp"
#include "workflow/terms.hpp"

namespace qingqian::workflow {

/// The rules shipped inside the program (base/embedded.hpp). Each throws std::runtime_error that names every
/// fault when the data is missing or broken: the program cannot work without it.

/// Names of the workflows in schemas/workflows, ascending: appeal, complaint.
std::vector<std::string> definition_names();
/// Workflow `name` of schemas/workflows, "complaint".
Definition load_definition(std::string_view name);
Terms load_terms();
Reminders load_reminders();
Rights load_rights();
Signatures load_signatures();
SizeClasses load_size_classes();
PaymentLaws load_payment_laws();
InterestRules load_interest_rules();
/// The calendar made of all notices of schemas/calendars.
Calendar load_calendar();

}  // namespace qingqian::workflow
