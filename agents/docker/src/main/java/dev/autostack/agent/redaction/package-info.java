/** Taking secret values out of text before it leaves the host (security.md R20, D19). */
@NullMarked
package dev.autostack.agent.redaction;

import org.jspecify.annotations.NullMarked;
