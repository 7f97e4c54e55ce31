package dev.mandate.service.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/** The model's words, such as ids, are text in JSON: read by their {@code of(String)} and written by {@code toString}. */
final class WordTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;
    private static final String MODEL = "dev.mandate.model.";

    @Override
    public JsonCreator.@Nullable Mode findCreatorAnnotation(MapperConfig<?> config, Annotated annotated) {
        if (annotated instanceof AnnotatedMethod method && isOf(method.getAnnotated())) {
            return JsonCreator.Mode.DELEGATING;
        }
        return super.findCreatorAnnotation(config, annotated);
    }

    @Override
    public @Nullable Object findSerializer(MapperConfig<?> config, Annotated annotated) {
        if (annotated.getAnnotated() instanceof Class<?> type && isWord(type)) {
            return tools.jackson.databind.ser.std.ToStringSerializer.class;
        }
        return super.findSerializer(config, annotated);
    }

    static boolean isWord(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            if (isOf(method)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(Method method) {
        return method.getName().equals("of")
                && Modifier.isStatic(method.getModifiers())
                && method.getParameterCount() == 1
                && method.getParameterTypes()[0] == String.class
                && method.getDeclaringClass().getName().startsWith(MODEL)
                && method.getReturnType() == method.getDeclaringClass();
    }
}
