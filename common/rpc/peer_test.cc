#include "common/rpc/peer.h"

#include <gtest/gtest.h>

namespace hoso::rpc {
namespace {

TEST(PeerTest, AnAddressOfIPv4IsANetworkOfItsOwn) {
  EXPECT_EQ(NetworkOfAddress("ipv4:10.0.0.7:4711"), "10.0.0.7");
  EXPECT_EQ(NetworkOfText("10.0.0.7"), "10.0.0.7");
}

TEST(PeerTest, WhoHasAnAddressOfIPv6HasTheLastHalfOfIt) {
  EXPECT_EQ(NetworkOfAddress("ipv6:%5B2001:db8:0:1::7%5D:4711"), "2001:db8:0:1");
  EXPECT_EQ(NetworkOfAddress("ipv6:[2001:db8:0:1:ffff::9]:4712"), "2001:db8:0:1");
  EXPECT_EQ(NetworkOfAddress("ipv6:%5Bfe80::7%25eth0%5D:4711"), "fe80:0:0:0");
  EXPECT_EQ(NetworkOfText("2001:db8:0:2::7"), "2001:db8:0:2");
}

TEST(PeerTest, AnAddressOfIPv4WrittenAsIPv6IsTheSame) {
  EXPECT_EQ(NetworkOfAddress("ipv6:%5B::ffff:10.0.0.7%5D:4711"), "10.0.0.7");
}

TEST(PeerTest, WhatIsNoAddressIsNoNetwork) {
  for (const char* text : {"", "unix:/tmp/socket", "ipv4:", "ipv4:10.0.0", "ipv6:%5B%5D:1", "ipv4:localhost:1"}) {
    EXPECT_EQ(NetworkOfAddress(text), "") << text;
  }
  EXPECT_EQ(NetworkOfText("10.0.0.7, 10.0.0.8"), "");
}

}  // namespace
}  // namespace hoso::rpc
