import django.db.models.deletion
import encrypted_fields.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notify', '0005_chats'),
        ('complaints', '0012_imports'),
        ('intake', '0005_sources'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChatHeard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=64)),
                ('at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='ChatRefusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='TalkFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('media', encrypted_fields.fields.EncryptedCharField(max_length=1000)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('file', models.FileField(blank=True, max_length=300, upload_to='talks/%Y/%m')),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('try_at', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('kept_at', models.DateTimeField(null=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('at', 'id'),
            },
        ),
        migrations.AddField(
            model_name='talk',
            name='peer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='talks', to='notify.chatpeer'),
        ),
        migrations.AddConstraint(
            model_name='talk',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), ('peer__isnull', False)), fields=('peer',), name='talk_one_going_on_a_peer'),
        ),
        migrations.AddField(
            model_name='chatheard',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='heard', to='notify.chataccount'),
        ),
        migrations.AddField(
            model_name='chatrefusal',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refusals', to='notify.chataccount'),
        ),
        migrations.AddField(
            model_name='talkfile',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='complaints.case'),
        ),
        migrations.AddField(
            model_name='talkfile',
            name='talk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='intake.talk'),
        ),
        migrations.AddConstraint(
            model_name='chatheard',
            constraint=models.UniqueConstraint(fields=('account', 'mark'), name='chat_heard_once'),
        ),
        migrations.AddIndex(
            model_name='talkfile',
            index=models.Index(condition=models.Q(('try_at__isnull', False)), fields=['try_at'], name='talk_file_waiting'),
        ),
    ]
