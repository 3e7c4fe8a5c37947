import django.db.models.deletion
import encrypted_fields.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0003_entries_stay'),
        ('notify', '0004_hooks'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChatAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.CharField(choices=[('wechat', 'WeChat official account'), ('wecom', 'WeCom app')], max_length=10)),
                ('name', models.CharField(max_length=100, unique=True)),
                ('app', models.CharField(max_length=64)),
                ('agent', models.PositiveIntegerField(blank=True, null=True)),
                ('address', models.SlugField(max_length=40, unique=True)),
                ('token', encrypted_fields.fields.EncryptedCharField(max_length=400)),
                ('aes_key', encrypted_fields.fields.EncryptedCharField(max_length=400, null=True)),
                ('secret', encrypted_fields.fields.EncryptedCharField(max_length=800)),
                ('channel', models.CharField(max_length=40)),
                ('active', models.BooleanField(default=False)),
                ('access_token', encrypted_fields.fields.EncryptedCharField(max_length=2400, null=True)),
                ('access_until', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('heard_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('trouble_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ChatPeer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ident', encrypted_fields.fields.EncryptedCharField(max_length=400)),
                ('index', models.CharField(max_length=64)),
                ('heard_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='peers', to='notify.chataccount')),
            ],
        ),
        migrations.CreateModel(
            name='ChatMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', encrypted_fields.fields.EncryptedTextField(null=True)),
                ('thread', models.CharField(blank=True, max_length=40)),
                ('told_at', models.DateTimeField(null=True)),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='chat', to='ledger.outboxmessage')),
                ('peer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='notify.chatpeer')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='ChatLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thread', models.CharField(max_length=40, unique=True)),
                ('mark', models.CharField(blank=True, max_length=64)),
                ('peer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='notify.chatpeer')),
            ],
        ),
        migrations.AddConstraint(
            model_name='chatpeer',
            constraint=models.UniqueConstraint(fields=('account', 'index'), name='chat_peer_once'),
        ),
        migrations.AddIndex(
            model_name='chatmessage',
            index=models.Index(condition=models.Q(('text__isnull', False)), fields=['peer'], name='chat_message_not_sent'),
        ),
    ]
