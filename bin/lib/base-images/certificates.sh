# shellcheck shell=bash
# The certificate authorities that this machine trusts beyond those of the distribution.

CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt

# Prints the certificates of a PEM file, one per line, without their armour.
ca_lines() {
    awk '/-----BEGIN CERTIFICATE-----/ { body = ""; inside = 1; next }
         /-----END CERTIFICATE-----/   { if (inside) print body; inside = 0; next }
         inside                        { gsub(/[ \t\r]/, ""); body = body $0 }' "$@"
}

# Prints the certificates of the machine's bundle that no package brought, one per line. Nothing on
# most machines.
ca_extra() {
    [[ -r "$CA_BUNDLE" ]] || return 0
    local packaged
    packaged=$(find /usr/share/ca-certificates -name '*.crt' -print0 2>/dev/null | xargs -0r cat)
    comm -13 <(ca_lines <<<"$packaged" | sort -u) <(ca_lines "$CA_BUNDLE" | sort -u)
}
