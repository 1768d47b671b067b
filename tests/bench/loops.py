"""The loops that are timed, as code for the guest."""

LOOPS = {
    # arithmetic on small integers in a function
    "f": "def f(n):\n x=1\n for i in range(n):\n  x=x*3+i&0xffff\n return x\n",
    # list, dict, calls
    "g": "def h(a):\n return a+1\ndef g(n):\n l=[0]*8\n d={'a':1}\n for i in range(n):\n  l[i&7]=h(i)\n  d['a']=l[i&3]\n return d['a']\n",
}


def code(name, loops):
    return LOOPS[name] + f"print({name}({loops}))\n"
