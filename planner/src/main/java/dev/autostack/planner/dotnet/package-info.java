/** .NET. */
@NullMarked
package dev.autostack.planner.dotnet;

import org.jspecify.annotations.NullMarked;
