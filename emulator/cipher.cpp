#include "emulator/cipher.hpp"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace emulator {

AesBlock aes128_encrypt(const AesBlock& key, const AesBlock& plain) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context{EVP_CIPHER_CTX_new(),
                                                                                EVP_CIPHER_CTX_free};
  AesBlock result{};
  int size = 0;
  if (!context || EVP_EncryptInit_ex(context.get(), EVP_aes_128_ecb(), nullptr, key.data(), nullptr) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      EVP_EncryptUpdate(context.get(), result.data(), &size, plain.data(), static_cast<int>(plain.size())) != 1)
    throw std::runtime_error("this machine's OpenSSL does not offer AES-128");
  return result;
}

}  // namespace emulator
