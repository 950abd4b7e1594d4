/** The API's own page: openapi.yaml and Swagger UI, served by ourselves. */
@NullMarked
package dev.autostack.controlplane.docs;

import org.jspecify.annotations.NullMarked;
