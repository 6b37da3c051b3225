#!/usr/bin/env bash
# Makes `cargo build --target wasm32-unknown-unknown` work. The first way that works is taken:
#
#   1. The target is there already: nothing is done.
#   2. rustup adds it. Not where RUSTUP_AUTO_INSTALL=0 says that rustup is to fetch nothing.
#   3. The target's standard library is built from source of exactly this Rust release and put into
#      the toolchain: Debian's package rust-src, or else the tar archive or folder that WASM_RUST_SRC
#      names (the one that holds `library/`). The linker comes with every toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."   # where rust-toolchain.toml says which Rust is meant

target=wasm32-unknown-unknown
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { echo "wasm target: $*"; }
fail() { echo "wasm target: $*" >&2; exit 1; }

# Only a program that was linked against std proves anything: `rustup target list` may say more than is there.
works() {
    echo '#[unsafe(no_mangle)] pub extern "C" fn probe(n: u32) -> usize { vec![n.to_string()].join("").len() }' |
        rustc --target "$target" --edition 2024 --crate-type cdylib --crate-name probe \
            -o "$work/probe.wasm" - >"$work/probe.log" 2>&1
}

if works; then exit 0; fi

if command -v rustup >/dev/null && [ "${RUSTUP_AUTO_INSTALL:-1}" != 0 ]; then
    say "asking rustup for $target"
    if rustup target add "$target" && works; then exit 0; fi
    say "rustup could not add it"
fi

sysroot=$(rustc --print sysroot)
release=$(rustc -vV | sed -n 's/^release: //p')
commit=$(rustc -vV | sed -n 's/^commit-hash: //p')
rustlib=$sysroot/lib/rustlib
[ -w "$rustlib" ] || fail "$rustlib cannot be written to. Install the target there: rustup target add $target"

# --- The source ----------------------------------------------------------------------------------

# Looks for the release in Debian's newer suites, on the mirror and with the settings that this machine's
# apt has. Lists and packages go to $work: apt's own state stays as it is.
source_from_debian() {
    command -v apt-get >/dev/null || return 1
    local codename mirror suite version keys=/usr/share/keyrings/debian-archive-keyring.gpg
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    mirror=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk -v codename="$codename" '$1 == codename && $2 == "main" { print $3; exit }')
    [ -n "$mirror" ] || return 1
    [ -e "$keys" ] && keys="[signed-by=$keys]" || keys=""

    mkdir -p "$work"/apt/{lists,archives}/partial "$work/deb"
    local apt=(-q -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=-
        -o "Dir::State::lists=$work/apt/lists" -o "Dir::Cache=$work/apt" -o Acquire::Languages=none
        -o APT::Sandbox::User=root -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
    for suite in trixie-backports trixie forky sid; do
        echo "deb $keys $mirror $suite main" >"$work/apt/sources.list"
        apt-get "${apt[@]}" update >"$work/apt.log" 2>&1 || continue
        version=$(apt-cache "${apt[@]}" madison rust-src 2>/dev/null |
            awk -v want="$release" 'index($3, want "+") == 1 || index($3, want "-") == 1 { print $3; exit }')
        [ -n "$version" ] || continue
        say "source: Debian's rust-src $version ($suite)"
        (cd "$work/deb" && apt-get "${apt[@]}" download "rust-src=$version" >"$work/apt.log" 2>&1) || continue
        dpkg-deb --fsys-tarfile "$work"/deb/rust-src_*.deb |
            tar -x -C "$work" --strip-components=4 --wildcards './usr/src/*/library' && return 0
    done
    return 1
}

source_given() {
    [ -n "${WASM_RUST_SRC:-}" ] || return 1
    say "source: $WASM_RUST_SRC"
    if [ -d "$WASM_RUST_SRC" ]; then cp -a "$WASM_RUST_SRC/library" "$work/"; else tar -x -C "$work" -f "$WASM_RUST_SRC" library; fi
}

say "building the standard library for $target, about half a minute"
source_given || source_from_debian ||
    fail "no source of Rust $release found. Let rustup add the target (rustup target add $target), or set WASM_RUST_SRC."

# --- The build: the flags are those of the Rust project's own build --------------------------------

cd "$work/library"
# What a developer has set for other builds would end up in the library.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS CARGO_BUILD_TARGET RUSTC_WRAPPER CARGO_BUILD_RUSTC_WRAPPER
# The toolchain's programs, not rustup's stand-ins: these choose by folder, and this one has no rust-toolchain.toml.
PATH=$sysroot/bin:$PATH RUSTC_BOOTSTRAP=1 __CARGO_DEFAULT_LIB_METADATA=stablestd CARGO_INCREMENTAL=0 \
    CARGO_TARGET_DIR="$work/build" \
    RUSTFLAGS="-Zforce-unstable-if-unmarked -Cembed-bitcode=yes --remap-path-prefix=$PWD=/rustc/$commit/library" \
    cargo build --quiet --locked --profile dist --target "$target" --manifest-path sysroot/Cargo.toml \
    --features "panic-unwind backtrace compiler-builtins-mem" 2>"$work/build.log" ||
    { cat "$work/build.log" >&2; fail "the standard library did not build"; }

# Moved into place as a whole, so that a broken run leaves nothing half done.
stage=$(mktemp -d "$rustlib/.$target.XXXXXX")
mkdir "$stage/lib"
cp "$work/build/$target/dist/deps/"*.rlib "$stage/lib/"
rm -f "$stage"/lib/libsysroot-*.rlib
chmod 755 "$stage"
rm -rf "${rustlib:?}/$target"
mv "$stage" "$rustlib/$target"

cd - >/dev/null
works || { cat "$work/probe.log" >&2; fail "the library was built, but $target still does not work"; }
say "installed in $rustlib/$target"
