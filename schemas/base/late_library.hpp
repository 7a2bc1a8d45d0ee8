#pragma once

namespace qingqian::base {

/// A C library that is opened when one of its functions is first called.
///
/// Some libraries bring tens of others with them, which a short command (`calendar due`) would load and link
/// for nothing: that is most of its time. Instead of linking such a library, a source of ours defines each of
/// its functions that we use, and hands the call on.
class LateLibrary {
  public:
    /// `soname` as the system's loader finds it, such as "libcurl.so.4"; lives as long as the program.
    explicit LateLibrary(const char* soname) : soname_(soname) {}

    /// The library's own function of this name. Throws std::runtime_error, naming the library, where it is
    /// not installed or too old.
    template <class Function>
    Function* find(const char* name) {
        return reinterpret_cast<Function*>(address_of(name));
    }

  private:
    void* address_of(const char* name);
    const char* soname_;
};

}  // namespace qingqian::base
