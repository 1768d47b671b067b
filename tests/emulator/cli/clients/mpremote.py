"""mpremote from a checkout of MicroPython: mpremote.py CHECKOUT ARGUMENT... Its platformdirs, which only names the folder of
a user's configuration, need not be installed: here there is no configuration."""
import os
import sys
import types

checkout = sys.argv.pop(1)
stand_in = types.ModuleType("platformdirs")
stand_in.user_config_dir = lambda **_: os.devnull
sys.modules["platformdirs"] = stand_in
sys.path[0] = os.path.join(checkout, "tools", "mpremote")

from mpremote.main import main

sys.exit(main())
