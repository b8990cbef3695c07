package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Template;

class QuickstartTest {
  private static final Path TYPESCRIPT = Path.of("../typescript/template/Quickstart.template.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void makesTheTemplateOfTheTypeScriptApp() throws IOException {
    assertTrue(
        Files.exists(TYPESCRIPT), "make it first: npm install && npm run template, in ../typescript");
    Template template = Template.fromStack(Quickstart.quickstart(new App()));

    assertEquals(
        normalised(Files.readString(TYPESCRIPT)),
        normalised(JSON.writeValueAsString(template.toJSON())));
  }

  private static JsonNode normalised(String template) throws IOException {
    return JSON.readTree(template.replaceAll("[0-9a-f]{64}", "<asset>"));
  }
}
