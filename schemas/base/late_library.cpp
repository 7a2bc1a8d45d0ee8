#include "late_library.hpp"

#include <dlfcn.h>

#include <stdexcept>
#include <string>

namespace qingqian::base {

void* LateLibrary::address_of(const char* name) {
    // Opened once more for each function: the loader counts, and the library stays until the program ends.
    void* library = dlopen(soname_, RTLD_LAZY | RTLD_LOCAL);
    void* address = library == nullptr ? nullptr : dlsym(library, name);
    if (address == nullptr) throw std::runtime_error(std::string("cannot be loaded: ") + dlerror());
    return address;
}

}  // namespace qingqian::base
