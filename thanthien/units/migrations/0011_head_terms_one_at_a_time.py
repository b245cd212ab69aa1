import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0010_head_terms_vacant'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='headterm',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('unit'), models.F('unit'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.Func(models.F('post'), function='hashtext'), models.Func(models.F('post'), function='hashtext'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('from_on'), models.F('to_on'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='head_term_one_at_a_time', violation_error_message='Trùng thời gian giữ chức vụ với người khác.'),
        ),
    ]
