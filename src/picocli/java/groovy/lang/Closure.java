package groovy.lang;

/**
 * Nobody's superclass. picocli asks at its start whether a class of this name is there; looking for one that is missing opens
 * the jar, which takes longer than parsing the options.
 */
public abstract class Closure {}
