#include "emulator/cli/bench_workloads.hpp"

namespace cli {
namespace {

constexpr Workload all[] = {
    {.name = "integers",
     .about = "small integers in a function",
     .setup = "def w(n):\n x=1\n for i in range(n):\n  x=x*3+i&0xffff\n return x\n"},
    {.name = "objects",
     .about = "a list, a dictionary, calls",
     .setup = "def h(a):\n return a+1\n"
              "def w(n):\n l=[0]*8\n d={'a':1}\n for i in range(n):\n  l[i&7]=h(i)\n  d['a']=l[i&3]\n return d['a']\n"},
    {.name = "floats",
     .about = "multiply, add and divide",
     .setup = "def w(n):\n x=0.5\n for i in range(n):\n  x=x*1.25+0.5/(x+1.0)\n  if x>9.0:\n   x=x-8.0\n return x\n",
     .needs = "1.0\n"},
    {.name = "strings",
     .about = "join, split, format",
     .setup = "def w(n):\n t=0\n for i in range(n):\n  t+=len('-'.join(('a%d'%i,'b','c')).split('-'))\n return t\n"},
    {.name = "memory",
     .about = "a bytearray, byte by byte",
     .setup = "b=bytearray(256)\n"
              "def w(n):\n for i in range(n):\n  b[i&255]=b[i+1&255]^i&255\n return b[0]\n"},
    {.name = "viper",
     .about = "code that the firmware itself compiled",
     .setup = "@micropython.viper\ndef w(n:int)->int:\n x=1\n for i in range(n):\n  x=x*3+i&0xffff\n return x\n",
     .needs = "import micropython\n@micropython.viper\ndef v(n:int)->int:\n return n\n",
     .first = 10000},
    {.name = "two cores",
     .about = "small integers on both at once",
     .setup = "import _thread\ndone=[0]\n"
              "def p(n):\n x=1\n for i in range(n):\n  x=x*3+i&0xffff\n return x\n"
              "def q(n):\n p(n)\n done[0]+=1\n"
              "def w(n):\n d=done[0]\n _thread.start_new_thread(q,(n,))\n p(n)\n while done[0]==d:\n  pass\n",
     .needs = "import _thread\n"},
    {.name = "sleep",
     .about = "seconds of time.sleep()",
     .setup = "try:\n from time import sleep\nexcept ImportError:\n"
              " import microbit\n def sleep(s):\n  microbit.sleep(s*1000)\n"
              "def w(n):\n sleep(n)\n",
     .first = 1,
     .sleeps = true},
};

}  // namespace

std::span<const Workload> workloads() { return all; }

}  // namespace cli
