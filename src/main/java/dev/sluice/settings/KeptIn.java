package dev.sluice.settings;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the implementation of a port by where it keeps things; see {@link StoreChoice#of}. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER})
public @interface KeptIn {

  /** Where. */
  StoreKind value();

  /** The annotation as a value. */
  final class Literal extends AnnotationLiteral<KeptIn> implements KeptIn {

    private static final long serialVersionUID = 1L;

    private final StoreKind value;

    public Literal(StoreKind value) {
      this.value = value;
    }

    @Override
    public StoreKind value() {
      return value;
    }
  }
}
