"""Forms drawn by our own field template."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """For `FORM_RENDERER`: `{{ form }}` and `{{ field.as_field_group }}` look like ours."""

    form_template_name = "ui/components/form.html"
    field_template_name = "ui/components/field.html"
