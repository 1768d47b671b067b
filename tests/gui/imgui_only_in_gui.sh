#!/bin/sh
# imgui.h is known below gui/window alone, and in its tests.
cd "$(dirname "$0")/../.." || exit 1
found=$(grep -rlE '#include [<"](imgui|backends/imgui)' --include='*.cpp' --include='*.hpp' . 2>/dev/null | grep -vE '^\./(gui/window|tests/gui/window|build)/')
[ -z "$found" ] && exit 0
echo "these include ImGui and may not:"
echo "$found"
exit 1
