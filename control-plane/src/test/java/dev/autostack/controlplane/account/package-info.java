@NullMarked
package dev.autostack.controlplane.account;

import org.jspecify.annotations.NullMarked;
