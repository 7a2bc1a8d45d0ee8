#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "cases/environment.hpp"
#include "records/complaint.hpp"

namespace qingqian::cases {

/// Writes lines of the queue (`ComplaintSummary`) as JSON text without a tree in between: a page of them is
/// what officers ask for most. What lines have in common (labels, bodies, deadlines) is rendered once per
/// writer. Must not outlive `env`.
class LineWriter {
  public:
    LineWriter(const Environment& env, base::UtcMillis now) : env_(env), now_(now) {}

    /// Appends one line; of the case it needs what store::complaints::Row carries.
    void write(const records::Complaint& complaint, std::string_view assignee_name, std::string& out);

  private:
    template <class Render>
    const std::string& once(Render render);

    const Environment& env_;
    const base::UtcMillis now_;
    std::string key_;
    std::unordered_map<std::string, std::string> rendered_;
};

}  // namespace qingqian::cases
