#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "store/send_log.hpp"
#include "store/session.hpp"

/// The WHERE of the send log, once for all its statements. Known only to this room's sources.
namespace qingqian::store::send_log {

/// Which conditions a question has; statements are prepared once a shape.
struct Shape {
    bool scoped = false;
    bool complaint = false;
    bool address = false;
    bool channel = false;
    bool state = false;
    bool dead = false;
    bool provider = false;
    bool from = false;
    bool until = false;
    std::size_t hidden = 0;

    std::string key() const;
};
Shape shape_of(const Query& query);

/// The conditions of a shape over `messages m`, and the values they are bound to.
class Filter {
  public:
    explicit Filter(const Shape& shape) : shape_(shape), hidden_(shape.hidden) {}
    /// " AND m.channel = :channel …", empty for none.
    std::string text() const;
    /// Binds the values in the order of `text`; the filter must not move afterwards.
    std::function<void(soci::statement&)> binding();
    /// Values of a question of this shape.
    void take(const Query& query);

  private:
    Shape shape_;
    std::int64_t body_ = 0;
    std::int64_t complaint_ = 0;
    std::int64_t from_ = 0;
    std::int64_t until_ = 0;
    std::string address_;
    std::string address_channel_;
    std::string channel_;
    std::string state_;
    std::string provider_;
    std::vector<std::string> hidden_;
};

}  // namespace qingqian::store::send_log
