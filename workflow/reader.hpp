#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/decode.hpp"
#include "base/problem.hpp"

namespace qingqian::workflow {

/// A value of a data file with the JSON pointer it stands at.
struct Node {
    const boost::json::value* value = nullptr;
    std::string path;

    /// The pointer of a member.
    std::string at(std::string_view key) const { return base::pointer_to(path, key); }
    /// The member, or null when there is none (or this is no object).
    const boost::json::value* member(std::string_view key) const;
};

/// Reads data files and collects everything wrong with them, each fault as "<pointer>: <sentence>".
/// A member that is missing or of the wrong type is a fault and reads as an empty value.
class Reader {
  public:
    void fault(std::string_view path, std::string_view sentence);
    const std::vector<std::string>& faults() const { return faults_; }

    /// Faults every member whose name is not listed.
    void only(const Node& node, std::initializer_list<std::string_view> members);
    std::string text(const Node& node, std::string_view key);  ///< not empty
    std::string optional_text(const Node& node, std::string_view key);
    std::int64_t integer(const Node& node, std::string_view key, std::int64_t min, std::int64_t max);
    std::int64_t optional_integer(const Node& node, std::string_view key, std::int64_t otherwise);
    bool boolean(const Node& node, std::string_view key, bool required = false);
    base::Sentence sentence(const Node& node, std::string_view key);  ///< {"zh-CN": …, "en": …}
    std::vector<std::string> texts(const Node& node, std::string_view key, bool required = false);
    std::vector<Node> list(const Node& node, std::string_view key, bool required = true);

  private:
    const boost::json::value* expect(const Node& node, std::string_view key, bool required);

    std::vector<std::string> faults_;
};

}  // namespace qingqian::workflow
