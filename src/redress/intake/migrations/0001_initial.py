"""Mailboxes and what became of each letter."""


import django.db.models.deletion
import encrypted_fields.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_department_place'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('address', models.EmailField(max_length=254)),
                ('host', models.CharField(max_length=200)),
                ('port', models.PositiveIntegerField(default=993)),
                ('tls', models.BooleanField(default=True)),
                ('username', models.CharField(max_length=200)),
                ('password', encrypted_fields.fields.EncryptedCharField(max_length=400)),
                ('folder', models.CharField(default='INBOX', max_length=200)),
                ('channel', models.CharField(max_length=40)),
                ('acknowledge', models.BooleanField(default=True)),
                ('taken_from', models.DateTimeField()),
                ('active', models.BooleanField(default=False)),
                ('uid_validity', models.PositiveBigIntegerField(default=0)),
                ('last_uid', models.PositiveBigIntegerField(default=0)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='MailIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('uid', models.PositiveBigIntegerField()),
                ('sender', encrypted_fields.fields.EncryptedCharField(max_length=400, null=True)),
                ('sender_index', models.CharField(db_index=True, max_length=64)),
                ('subject', encrypted_fields.fields.EncryptedCharField(max_length=1200, null=True)),
                ('outcome', models.CharField(choices=[('new', 'new complaint'), ('added', 'added to its case'), ('bounce', 'could not be delivered'), ('automatic', 'automatic reply, left alone'), ('own', 'our own letter, left alone'), ('held', 'held: too many from one sender'), ('unreadable', 'unreadable, left in the mailbox')], max_length=12)),
                ('case', models.CharField(blank=True, max_length=40)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('sent_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='intake.mailbox')),
            ],
            options={
                'ordering': ('-at', '-pk'),
                'indexes': [models.Index(fields=['mailbox', '-at'], name='mail_in_newest')],
                'constraints': [models.UniqueConstraint(fields=('mailbox', 'key'), name='mail_in_once')],
            },
        ),
    ]
