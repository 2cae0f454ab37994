#!/bin/sh
# Makes the folder of a layer from an installed node-rdkafka: what it needs at run time, and nothing of what its build left behind (538 MB become 9).
#   sh build.sh <node_modules> <folder of the layer>
set -eu

modules=$1
layer=$2
target=$layer/nodejs/node_modules

[ -f "$modules/node-rdkafka/build/Release/node-librdkafka.node" ] || { echo 'node-rdkafka has no native part: npm ci with its scripts first' >&2; exit 1; }

rm -rf "$layer"
mkdir -p "$target/node-rdkafka/build/Release" "$target/node-rdkafka/build/deps" "$layer/lib"

# The module, and the two that it finds its native part with.
for name in package.json librdkafka.js LICENSE.txt; do cp "$modules/node-rdkafka/$name" "$target/node-rdkafka/"; done
cp -R "$modules/node-rdkafka/lib" "$target/node-rdkafka/"
for name in bindings file-uri-to-path; do
  mkdir -p "$target/$name"
  cp "$modules/$name"/*.js "$modules/$name"/*.json "$target/$name/"
done

# The native part finds its libraries beside itself ($ORIGIN/../deps); names without a version are for compilers only.
cp "$modules/node-rdkafka/build/Release/node-librdkafka.node" "$target/node-rdkafka/build/Release/"
for name in librdkafka.so.1 librdkafka++.so.1; do cp -L "$modules/node-rdkafka/build/deps/$name" "$target/node-rdkafka/build/deps/"; done
find "$target" -name '*.so.1' -exec strip --strip-unneeded {} +
find "$target" -name '*.node' -exec strip --strip-unneeded {} +

# What librdkafka was linked with and an image for running may lack; Lambda looks in /opt/lib.
for library in $(ldd "$target/node-rdkafka/build/deps/librdkafka.so.1" | awk '/lib(crypto|sasl2|ssl|z|zstd)\.so/ && $3 ~ /^\// { print $3 }'); do
  cp -L "$library" "$layer/lib/"
done

chmod -R a+rX "$layer"
NODE_PATH=$target node -e "require('node-rdkafka')"
